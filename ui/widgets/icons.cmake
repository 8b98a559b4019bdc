# The icons in use, copied at build time from Debian's breeze-icon-theme into a resource, one theme for each scheme.
set(CLUSTERLOOM_ICON_FOLDER /usr/share/icons CACHE PATH "Where the themes breeze and breeze-dark are")
set(icons
    actions/application-exit
    actions/checkmark
    actions/align-horizontal-center
    actions/align-horizontal-left
    actions/align-horizontal-right
    actions/align-vertical-bottom
    actions/align-vertical-center
    actions/align-vertical-top
    actions/distribute-graph
    actions/distribute-horizontal
    actions/distribute-randomize
    actions/distribute-vertical
    actions/object-group
    actions/object-ungroup
    actions/document-export
    actions/document-import
    actions/document-new
    actions/document-open
    actions/document-open-recent
    actions/document-properties
    actions/document-save
    actions/document-save-as
    actions/draw-connector
    actions/edit-copy
    actions/edit-cut
    actions/edit-delete
    actions/edit-find
    actions/edit-paste
    actions/edit-redo
    actions/edit-rename
    actions/edit-select
    actions/edit-select-all
    actions/edit-undo
    actions/help-about
    actions/media-playback-pause
    actions/media-playback-start
    actions/media-playlist-repeat
    actions/media-seek-backward
    actions/media-seek-forward
    actions/media-skip-backward
    actions/media-skip-forward
    actions/list-add
    actions/list-remove
    actions/office-chart-line
    actions/process-stop
    actions/tools-wizard
    actions/transform-browse
    actions/view-fullscreen
    actions/view-list-tree
    actions/view-refresh
    actions/window-close
    actions/window-duplicate
    actions/zoom-fit-best
    actions/zoom-in
    actions/zoom-original
    actions/zoom-out
    devices/media-flash-memory-stick
    devices/network-wired
    status/data-error
    status/data-information
    status/data-success
    status/data-warning)

set(icon_root ${CMAKE_CURRENT_BINARY_DIR}/icons)
set(qrc "<RCC><qresource prefix=\"/icons\">\n")
foreach(theme breeze breeze-dark)
    set(index "[Icon Theme]\nName=${theme}\nDirectories=actions/16,actions/22,devices/16,devices/22,status/16,status/22\n")
    foreach(folder actions/16 actions/22 devices/16 devices/22 status/16 status/22)
        get_filename_component(size ${folder} NAME)
        string(APPEND index "\n[${folder}]\nSize=${size}\nType=Fixed\n")
    endforeach()
    file(CONFIGURE OUTPUT ${icon_root}/${theme}/index.theme CONTENT "${index}")
    string(APPEND qrc "<file alias=\"${theme}/index.theme\">${icon_root}/${theme}/index.theme</file>\n")
    foreach(icon ${icons})
        get_filename_component(context ${icon} DIRECTORY)
        get_filename_component(name ${icon} NAME)
        if(NOT EXISTS ${CLUSTERLOOM_ICON_FOLDER}/${theme}/${context}/22/${name}.svg)
            message(FATAL_ERROR "no icon ${icon} in ${theme}: install breeze-icon-theme")
        endif()
        foreach(size 16 22)
            set(from ${CLUSTERLOOM_ICON_FOLDER}/${theme}/${context}/${size}/${name}.svg)
            if(NOT EXISTS ${from})
                continue() # not every icon is drawn in every size
            endif()
            file(REAL_PATH ${from} real)
            configure_file(${real} ${icon_root}/${theme}/${context}/${size}/${name}.svg COPYONLY)
            string(APPEND qrc "<file alias=\"${theme}/${context}/${size}/${name}.svg\">"
                "${icon_root}/${theme}/${context}/${size}/${name}.svg</file>\n")
        endforeach()
    endforeach()
endforeach()
string(APPEND qrc "</qresource></RCC>\n")
file(CONFIGURE OUTPUT ${icon_root}/icons.qrc CONTENT "${qrc}")
qt_add_resources(icon_sources ${icon_root}/icons.qrc)
