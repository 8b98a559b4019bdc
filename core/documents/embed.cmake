# Writes OUTPUT, a C++ file that holds text files: cmake -DOUTPUT=... -DSOURCE_DIR=... -P embed.cmake
function(embed function_name path)
    file(READ "${SOURCE_DIR}/${path}" hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
    string(APPEND text "std::string_view ${function_name}()\n{\n    static constexpr unsigned char bytes[] = {${bytes}0};\n"
        "    return {reinterpret_cast<const char*>(bytes), sizeof bytes - 1};\n}\n")
    set(text "${text}" PARENT_SCOPE)
endfunction()

set(text "#include \"core/documents/embedded.h\"\n\nnamespace core::embedded {\n")
embed(devicesJson resources/devices.json)
embed(modelsJson resources/models.json)
embed(projectSchemaJson resources/project.schema.json)
file(WRITE "${OUTPUT}" "${text}} // namespace core::embedded\n")
