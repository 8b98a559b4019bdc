# Writes OUTPUT, a C++ file that holds text files: cmake -DOUTPUT=... -DSOURCE_DIR=... [-DMEASUREMENTS=...] -P embed.cmake
# The assembler takes the bytes from disk: a compiler needs minutes for a megabyte of numbers. The hash makes the text, and so
# what is cached of it, follow the file.
function(embed function_name path)
    file(SHA256 "${SOURCE_DIR}/${path}" hash)
    set(symbol "clusterloom_${function_name}")
    string(APPEND text "// ${hash}\n"
        "asm(\".pushsection .rodata\\n\"\n"
        "    \"${symbol}: .incbin \\\"${SOURCE_DIR}/${path}\\\"\\n\"\n"
        "    \"${symbol}_end: .byte 0\\n\"\n"
        "    \".popsection\\n\");\n"
        "extern \"C\" const char ${symbol}[];\nextern \"C\" const char ${symbol}_end[];\n"
        "std::string_view ${function_name}() { return {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}; }\n\n")
    set(text "${text}" PARENT_SCOPE)
endfunction()

set(text "#include \"core/documents/embedded.h\"\n\n#include <cstddef>\n\nnamespace core::embedded {\n\n")
if(NOT MEASUREMENTS)
    embed(devicesJson resources/devices.json)
    embed(modelsJson resources/models.json)
    embed(projectSchemaJson resources/project.schema.json)
    embed(predictionsCsv resources/predictions.csv)
else()
    set(list "")
    foreach(path ${MEASUREMENTS})
        get_filename_component(file "${path}" NAME)
        string(MAKE_C_IDENTIFIER "${file}" identifier)
        embed(${identifier} "${path}")
        string(APPEND list "        {\"${file}\", ${identifier}()},\n")
    endforeach()
    string(APPEND text "std::vector<NamedFile> measurementFiles()\n{\n    return {\n${list}    };\n}\n\n")
endif()
file(WRITE "${OUTPUT}" "${text}} // namespace core::embedded\n")
