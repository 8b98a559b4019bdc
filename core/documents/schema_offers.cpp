#include "core/documents/schema_offers.h"

#include "core/documents/embedded.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace core {
namespace schema_offers {

using Schema = nlohmann::ordered_json;

const Schema& projectSchema()
{
    static const Schema schema = Schema::parse(embedded::projectSchemaJson());
    return schema;
}

/// An object or array that is open at the place.
struct Open
{
    bool isObject = false;
    std::string key;               ///< the last one
    bool hasKey = false;           ///< a value is due, or there
    std::vector<std::string> keys; ///< of the object so far
};

/// Where the place is: what is open around it, and the unfinished word there.
struct Place
{
    std::vector<Open> open;
    std::string typed;
    bool inWord = false;
};

Place placeAtEnd(std::string_view text)
{
    Place place;
    std::string last; ///< the string that ended last
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            std::size_t end = i + 1;
            while (end < text.size() && text[end] != '"')
                end += text[end] == '\\' ? 2 : 1;
            if (end >= text.size()) {
                place.typed = std::string(text.substr(i));
                place.inWord = true;
                return place;
            }
            last = std::string(text.substr(i + 1, end - i - 1));
            i = end;
        } else if (c == '{' || c == '[') {
            place.open.push_back({c == '{', {}, false, {}});
        } else if ((c == '}' || c == ']') && !place.open.empty()) {
            place.open.pop_back();
        } else if (c == ':' && !place.open.empty()) {
            place.open.back().key = last;
            place.open.back().keys.push_back(last);
            place.open.back().hasKey = true;
        } else if (c == ',' && !place.open.empty()) {
            place.open.back().hasKey = false;
        }
    }
    std::size_t word = text.size();
    while (word > 0 && std::isalnum(static_cast<unsigned char>(text[word - 1])))
        --word;
    place.typed = std::string(text.substr(word));
    return place;
}

const Schema* resolved(const Schema* schema)
{
    while (schema && schema->contains("$ref"))
        schema = &projectSchema().at(Schema::json_pointer((*schema)["$ref"].get<std::string>().substr(1)));
    return schema;
}

const Schema* member(const Schema* schema, const std::string& key)
{
    schema = resolved(schema);
    if (!schema)
        return nullptr;
    if (const auto properties = schema->find("properties"); properties != schema->end() && properties->contains(key))
        return resolved(&(*properties)[key]);
    const auto others = schema->find("additionalProperties");
    return others != schema->end() && others->is_object() ? resolved(&*others) : nullptr;
}

const Schema* element(const Schema* schema)
{
    schema = resolved(schema);
    const auto items = schema ? schema->find("items") : Schema::const_iterator();
    return schema && items != schema->end() ? resolved(&*items) : nullptr;
}

void appendValues(const Schema& schema, std::vector<std::string>& offers)
{
    for (const char* list : {"enum", "examples"})
        if (const auto values = schema.find(list); values != schema.end())
            for (const Schema& value : *values)
                if (std::string text = value.dump(); std::find(offers.begin(), offers.end(), text) == offers.end())
                    offers.push_back(std::move(text));
    if (schema.value("type", Schema()) == "boolean")
        for (const char* word : {"true", "false"})
            offers.emplace_back(word);
}

} // namespace schema_offers

SchemaOffers schemaOffers(std::string_view before)
{
    using namespace schema_offers;
    const Place place = placeAtEnd(before);
    const Schema* schema = &projectSchema();
    for (std::size_t i = 0; schema && i + 1 < place.open.size(); ++i)
        schema = place.open[i].isObject ? member(schema, place.open[i].key) : element(schema);
    SchemaOffers result {{}, place.typed};
    if (place.open.empty() || !schema)
        return result;
    const Open& here = place.open.back();
    if (here.isObject && !here.hasKey) {
        const Schema* object = resolved(schema);
        const auto properties = object->find("properties");
        if (properties != object->end())
            for (const auto& property : properties->items())
                if (std::find(here.keys.begin(), here.keys.end(), property.key()) == here.keys.end())
                    result.offers.push_back("\"" + property.key() + "\"");
        return result;
    }
    if (const Schema* value = here.isObject ? member(schema, here.key) : element(schema))
        appendValues(*value, result.offers);
    return result;
}

} // namespace core
