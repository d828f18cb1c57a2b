/*
 * The floor under every build: libyaml's own event parse of the given files, nothing else.
 */
#include <stdio.h>
#include <yaml.h>

static size_t
count_events(const char *path)
{
    FILE *file = fopen(path, "rb");
    yaml_parser_t parser;
    size_t count = 0;
    if (!file || !yaml_parser_initialize(&parser)) {
        return 0;
    }
    yaml_parser_set_input_file(&parser, file);
    for (int is_last = 0; !is_last; count++) {
        yaml_event_t event;
        if (!yaml_parser_parse(&parser, &event)) {
            break;
        }
        is_last = event.type == YAML_STREAM_END_EVENT;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    fclose(file);
    return count;
}

int
main(int argc, char **argv)
{
    size_t count = 0;
    for (int i = 1; i < argc; i++) {
        count += count_events(argv[i]);
    }
    printf("%zu events\n", count);
    return 0;
}
