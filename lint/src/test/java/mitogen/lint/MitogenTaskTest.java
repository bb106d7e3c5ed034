package mitogen.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.ZoneId;
import java.util.AbstractList;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Scanner;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import mitogen.CallException;
import mitogen.Group;
import mitogen.RemoteThrowable;
import mitogen.calls.Submitted;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the check finds is what {@code submit} refuses. */
@Tag("build")
final class MitogenTaskTest {
    private static final Path SAMPLES = Path.of("src/test/resources/samples");

    private static final List<Class<?>> OTHERS = List.of(
            Object.class,
            Number.class,
            Thread.class,
            StringBuilder.class,
            ClassLoader.class,
            Process.class,
            ThreadLocal.class,
            Iterable.class,
            InputStream.class,
            Socket.class,
            InetAddress.class,
            SocketAddress.class,
            URL.class,
            SimpleDateFormat.class,
            ZoneId.class,
            Clock.class,
            AbstractList.class,
            AbstractMap.class,
            Calendar.class,
            List.class,
            Map.Entry.class,
            Random.class,
            Scanner.class,
            StringJoiner.class,
            IdentityHashMap.class,
            LinkedBlockingQueue.class,
            CompletableFuture.class,
            AtomicLong.class,
            Matcher.class,
            IntStream.class,
            Stream.class,
            TimeUnit.class,
            CallException.class,
            RemoteThrowable.class,
            Group.class);

    @TempDir
    Path classes;

    /** Compiles with nothing but this check, and gives what it says, as {@code line: text}. */
    private List<String> check(List<Path> files, String... options) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(said, Locale.ROOT, null)) {
            List<String> all = new ArrayList<>(List.of(options));
            all.addAll(List.of("-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path")));
            boolean compiled = compiler.getTask(
                            null, manager, said, all, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
            List<String> errors = said.getDiagnostics().stream()
                    .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                    .map(each -> each.getLineNumber() + ": " + each.getMessage(Locale.ROOT))
                    .toList();
            assertEquals(errors.isEmpty(), compiled, "the compiler fails without an error");
            return errors;
        }
    }

    private List<String> lint(Path... files) throws IOException {
        return check(
                List.of(files),
                "-Xplugin:ErrorProne -XepDisableAllChecks -Xep:MitogenTask:ERROR",
                "-XDcompilePolicy=simple",
                "--should-stop=ifError=FLOW",
                "-processorpath",
                System.getProperty("java.class.path"));
    }

    /** The tasks of a sample, compiled without the check. */
    private List<?> tasks(String sample) throws Exception {
        assertEquals(List.of(), check(List.of(SAMPLES.resolve(sample + ".java"))));
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Class<?> type = loader.loadClass("samples." + sample);
            Object made = type.getConstructor().newInstance();
            List<?> all = (List<?>) type.getMethod("all").invoke(made);
            all.forEach(Submitted::refusal); // loads what they need
            return all;
        }
    }

    @Test
    void theCheckFindsEachMarkedLineAndNoOther() throws Exception {
        Path sample = SAMPLES.resolve("Refused.java");
        List<String> said = new ArrayList<>(lint(sample));
        List<String> lines = Files.readAllLines(sample);
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split("// refused: ", -1);
            for (int part = 1; part < parts.length; part++) {
                String start = i + 1 + ": ";
                String text = parts[part].strip();
                String found = said.stream()
                        .filter(each -> each.startsWith(start) && each.contains(text))
                        .findFirst()
                        .orElse(null);
                assertNotNull(found, start + text + " is not in\n" + String.join("\n", said));
                said.remove(found);
            }
        }
        assertEquals(List.of(), said);
    }

    @Test
    void submitRefusesWhatTheCheckFinds() throws Exception {
        List<?> tasks = tasks("Refused");
        assertEquals(31, tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            assertNotNull(Submitted.refusal(tasks.get(i)), "task " + i + " of the sample is sent: " + tasks.get(i));
        }
    }

    @Test
    void theCheckFindsNothingInWhatIsSent() throws Exception {
        assertEquals(List.of(), lint(SAMPLES.resolve("Fine.java")));
    }

    @Test
    void whatTheCheckDoesNotFindThereIsSent() throws Exception {
        List<?> tasks = tasks("Fine");
        assertEquals(21, tasks.size());
        for (int i = 0; i < tasks.size(); i++) {
            assertNull(Submitted.refusal(tasks.get(i)), "task " + i + " of the sample");
        }
    }

    @Test
    void theExamplesPass() throws Exception {
        try (Stream<Path> all = Files.list(Path.of("../examples"))) {
            List<Path> examples =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            assertTrue(examples.size() >= 3, examples::toString);
            assertEquals(List.of(), lint(examples.toArray(Path[]::new)));
        }
    }

    /** The same rule twice: for classes that are loaded, and for types that are being compiled. */
    @Test
    void resultsAreJudgedAsSubmitJudgesThem() throws Exception {
        List<Class<?>> types = new ArrayList<>(List.of(Submitted.values()));
        types.addAll(OTHERS);
        StringBuilder source = new StringBuilder("public class Results { public java.util.List<Object> all() {\n");
        source.append("java.util.List<Object> all = new java.util.ArrayList<>();\n");
        for (Class<?> type : types) {
            source.append("all.add((mitogen.Task<" + type.getCanonicalName() + ">) () -> null);\n");
        }
        Path file = Files.writeString(classes.resolve("Results.java"), source + "return all; } }\n");
        List<String> found = lint(file).stream()
                .map(each -> types.get(Integer.parseInt(each.replaceFirst(":.*", "")) - 3)
                        .getCanonicalName())
                .toList();
        assertEquals(List.of(), check(List.of(file)));
        List<String> refused = new ArrayList<>();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Object made = loader.loadClass("Results").getConstructor().newInstance();
            List<?> all = (List<?>) made.getClass().getMethod("all").invoke(made);
            for (int i = 0; i < types.size(); i++) {
                if (Submitted.refusal(all.get(i)) != null) {
                    refused.add(types.get(i).getCanonicalName());
                }
            }
        }
        assertEquals(refused, found);
        assertTrue(refused.size() > 15, refused::toString);
    }

    /** The check has names, because it is compiled for programs that it does not see; here they are compared. */
    @Test
    void theClassesOfValuesAreThoseOfTheCodec() {
        assertEquals(
                Arrays.stream(Submitted.values())
                        .map(Class::getCanonicalName)
                        .collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(Values.CLASSES));
    }
}
