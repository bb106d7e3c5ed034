package mitogen.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import mitogen.cli.build.OptionTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is read without picocli is what picocli reads. */
class PlainOptionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run -t web1 -- true",
                "run -t web1 true",
                "run -t web1 echo -t x -- y",
                "run -t web1 -- echo -- -n",
                "run -t web1 -t web2,web3 --exclude-target=web2 -v -v -n uptime",
                "run -t=web1 x",
                "run -t 'a b' --env X='${sys:user.home}' -- \"a\"",
                "run --env=A=B=C --cwd /tmp -t local -- env",
                "run -tweb1 x",
                "script -t web1 file.sh -x y",
                "script -t web1 -- file.sh",
                "java -t local A.java",
                "put -t web1 a b --dry-run c",
                "put -t web1 -- a --dry-run",
                "get a --json -t web1 b",
                "ping",
                "ping --json -t web1",
                "doctor -t web1 --verify-clean",
                "targets -t web1 --fold",
                "forward -t web1 -L 1:a:2 -L 3:b:4 -D 5",
            })
    void isReadAlike(String line) throws Exception {
        assertAlike(List.of(line.split(" ")));
    }

    /** Each option of each command, alone. */
    static Stream<List<String>> options() {
        return Commands.NAMES.stream().flatMap(name -> {
            List<String> words = List.of("run", "script", "java", "eval", "jshell", "put", "get")
                            .contains(name)
                    ? List.of("w", "x")
                    : List.of();
            return new CommandLine(Commands.of(null, name))
                    .getCommandSpec().options().stream()
                            .flatMap(option -> Arrays.stream(option.names()).map(each -> {
                                List<String> line = new ArrayList<>(List.of(name, each));
                                if (option.arity().max() > 0) {
                                    line.add("v,w");
                                }
                                line.addAll(words);
                                return line;
                            }));
        });
    }

    @ParameterizedTest
    @MethodSource("options")
    void eachOptionIsReadAlike(List<String> line) throws Exception {
        assertAlike(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "run --help",
                "run -t",
                "run -t -n x",
                "run -t web1",
                "run -t web1 --no-such x",
                "run -t web1 --cwd a --cwd b x",
                "run -t web1 -n -n x",
                "run -t web1 -n=true x",
                "run -vv -t web1 x",
                "run --runtime-modules a,b -t web1 x",
                "run -t web1 --become x",
                "ping x",
                "rsh web1 true",
                "put -t web1 a -",
            })
    void theRestIsLeftToPicocli(String line) {
        List<String> words = List.of(line.split(" "));
        assertFalse(fill(Commands.of(null, words.get(0)), words));
    }

    @Test
    void mostCommandLinesArePlain() {
        List<String> line =
                List.of("run", "-t", "web[1-3]", "-b", "--batch", "1,5", "--env", "A=B", "--", "uptime", "-p");
        assertTrue(fill(Commands.of(null, "run"), line));
        long others = Commands.NAMES.stream()
                .filter(name -> !List.of("rsh", "session", "shell").contains(name))
                .flatMap(name -> OptionTable.lines(Commands.of(null, name).getClass()).stream())
                .filter(each -> each.contains(" OTHER ")
                        && !each.contains("--help")
                        && !each.contains("--runtime-modules")
                        && !each.contains("--become "))
                .count();
        assertEquals(0, others, "picocli alone reads these, and takes its time");
    }

    private static void assertAlike(List<String> line) throws Exception {
        Object ours = Commands.of(null, line.get(0));
        if (!fill(ours, line)) {
            return; // picocli's word counts
        }
        Object other = Commands.of(null, line.get(0));
        CommandLine picocli = new CommandLine(other);
        picocli.setExpandAtFiles(false);
        picocli.setStopAtPositional(!mixed(line));
        picocli.parseArgs(line.subList(1, line.size()).toArray(new String[0]));
        assertEquals(fields(other, ""), fields(ours, ""));
    }

    private static boolean fill(Object command, List<String> line) {
        return PlainOptions.fill(command, line.get(0), line.subList(1, line.size()), mixed(line));
    }

    private static boolean mixed(List<String> line) {
        return List.of("put", "get").contains(line.get(0));
    }

    private static Map<String, String> fields(Object owner, String before) throws Exception {
        return fields(owner, owner.getClass(), before);
    }

    private static Map<String, String> fields(Object owner, Class<?> type, String before) throws Exception {
        Map<String, String> all = new TreeMap<>();
        if (type.getSuperclass() != Object.class) {
            all.putAll(fields(owner, type.getSuperclass(), before));
        }
        for (Field field : type.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            Object value = field.get(owner);
            if (field.isAnnotationPresent(CommandLine.Mixin.class)) {
                all.putAll(fields(value, before + field.getName() + "."));
            } else if (value == null
                    || value instanceof List
                    || value.getClass().getName().startsWith("java.lang.")) {
                all.put(before + field.getName(), value + "");
            } else if (value instanceof boolean[] flags) {
                all.put(before + field.getName(), Arrays.toString(flags));
            }
        }
        return all;
    }
}
