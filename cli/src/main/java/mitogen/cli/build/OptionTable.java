package mitogen.cli.build;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import mitogen.cli.Commands;
import mitogen.cli.PlainOptions;
import mitogen.cli.PlainOptions.Kind;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what {@link PlainOptions} reads, while the command is built. */
public final class OptionTable {
    /** Attributes that change nothing of how an option is read. */
    private static final Set<String> OF_HELP = Set.of("names", "description", "paramLabel", "hidden");

    private final List<String> lines = new ArrayList<>();

    private OptionTable() {}

    /** Into the directory of classes. */
    static void write(Path classes) throws IOException {
        Path folder = classes.resolve("mitogen/cli").resolve(PlainOptions.TABLES);
        Files.createDirectories(folder);
        for (String name : Commands.NAMES) {
            // rsh takes options as ssh does, many in one word; session has commands of its own; shell wants the words
            if (!List.of("rsh", "session", "shell").contains(name)) {
                Files.write(folder.resolve(name), lines(Commands.of(null, name).getClass()));
            }
        }
    }

    /** The table of one command. */
    public static List<String> lines(Class<?> command) {
        OptionTable table = new OptionTable();
        table.add(command, "");
        return table.lines;
    }

    private void add(Class<?> owner, String before) {
        if (owner.getSuperclass() != Object.class) {
            add(owner.getSuperclass(), before);
        }
        for (Field field : owner.getDeclaredFields()) {
            for (Annotation annotation : field.getDeclaredAnnotations()) {
                String path = before + field.getName();
                if (annotation instanceof Mixin) {
                    lines.add(String.join(
                            " ", PlainOptions.MIXIN, path, field.getType().getName()));
                    add(field.getType(), path + ".");
                } else if (annotation instanceof Option option) {
                    String names = String.join(",", option.names());
                    lines.add(String.join(
                            " ", PlainOptions.OPTION, names, kind(option, field).name(), path));
                } else if (annotation instanceof Parameters words) {
                    lines.add(String.join(" ", PlainOptions.WORDS, isNeeded(words) + "", kind(field) + "", path));
                } else if (annotation.annotationType().getName().startsWith("picocli.")) {
                    throw new IllegalStateException(field + " has @"
                            + annotation.annotationType().getSimpleName() + ", of which PlainOptions knows nothing");
                }
            }
        }
    }

    /** The first is needed, unless it says otherwise; what comes behind another one need not. */
    private static boolean isNeeded(Parameters words) {
        return words.arity().isEmpty()
                ? words.index().equals("0")
                : words.arity().startsWith("1");
    }

    private static Kind kind(Option option, Field field) {
        try {
            for (Method attribute : Option.class.getDeclaredMethods()) {
                Object[] values = {attribute.invoke(option), attribute.getDefaultValue()};
                if (!OF_HELP.contains(attribute.getName()) && !Objects.deepEquals(values[0], values[1])) {
                    return Kind.OTHER;
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        return kind(field);
    }

    private static Kind kind(Field field) {
        return switch (field.getGenericType().getTypeName()) {
            case "boolean" -> Kind.FLAG;
            case "boolean[]" -> Kind.COUNT;
            case "java.lang.String" -> Kind.TEXT;
            case "java.util.List<java.lang.String>" -> Kind.TEXTS;
            default -> Kind.OTHER;
        };
    }
}
