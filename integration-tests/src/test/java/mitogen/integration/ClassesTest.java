package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import mitogen.Call;
import mitogen.Context;
import mitogen.Task;
import mitogen.controller.Mitogen;
import mitogen.controller.Mitogen.ClassUse;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which classes travel, when, and how often. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ClassesTest {
    private static final int MANY = 150;

    /** Named in a text only. */
    private static final String HIDDEN = "mitogen.integration.ClassesTest$Hidden";

    @TempDir
    Path scratch;

    private Mitogen mitogen;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open(reporting());
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    private static Options reporting() {
        return Options.defaults().withClassReport(true);
    }

    private void reopen(Options options) {
        mitogen.close();
        mitogen = Mitogen.open(options);
    }

    /** What the only task that runs in that context cost. */
    private ClassUse use(Context context) {
        List<ClassUse> uses = mitogen.classReport().stream()
                .filter(use -> use.id() == context.id() && !use.task().equals("connect"))
                .toList();
        assertEquals(1, uses.size(), uses::toString);
        return uses.get(0);
    }

    @Test
    void classesOfATaskComeWithIt() throws IOException {
        Wiretap tap = new Wiretap();
        Context context = mitogen.connect(inProcess().over(tap));
        assertEquals(ManyClasses.DEPTH, context.call(ManyClasses::depth));
        assertEquals(List.of(), tap.classesAsked());
        ClassUse use = use(context);
        assertEquals(List.of(), use.late());
        assertTrue(use.ahead().contains("mitogen.integration.ManyClasses$L"), use::toString);
        assertTrue(use.rawBytes() > use.packedBytes() && use.packedBytes() > 0, use::toString);
        assertEquals("mitogen.integration.ManyClasses.depth", use.task());
    }

    @Test
    void theSecondCallOfATaskMovesLittle() {
        Wiretap tap = new Wiretap();
        Context context = mitogen.connect(inProcess().over(tap));
        int[] bytes = new int[3];
        for (int i = 0; i < 3; i++) {
            int down = tap.bytesDown();
            int up = tap.bytesUp();
            assertEquals(ManyClasses.DEPTH, context.call(() -> ManyClasses.depth()));
            bytes[i] = Math.max(tap.bytesDown() - down, tap.bytesUp() - up);
        }
        assertTrue(bytes[0] > 2000, "the first brings classes: " + bytes[0]);
        assertTrue(bytes[1] < 300, "the second moves " + bytes[1] + " bytes");
        assertTrue(bytes[2] < 300, "the third moves " + bytes[2] + " bytes");
    }

    @Test
    void alsoAlongAChainThatIsStillConnecting() {
        Context deep = mitogen.connect(local()).connect(local()).connect(inProcess());
        assertEquals(ManyClasses.DEPTH, deep.call(() -> ManyClasses.depth()));
        assertEquals(List.of(), use(deep).late(), () -> mitogen.classReport().toString());
        Context fromThere = mitogen.connect(inProcess());
        assertEquals(ManyClasses.DEPTH, fromThere.call(() -> {
            try (Context below = Context.current().connect(inProcess())) {
                return below.call(() -> ManyClasses.depth());
            }
        }));
        assertEquals(List.of(), use(fromThere).late());
    }

    /** What a library costs on the wire, behind a relay: its classes, once, and nothing is asked for. */
    @Test
    void theFirstCallOfALibraryTakesNoRoundTrip() throws Exception {
        Wiretap tap = new Wiretap();
        Context relay = mitogen.connect(inProcess().over(tap));
        Context context = relay.connect(inProcess()).await();
        int reached = tap.bytesDown();
        assertEquals("{3=one,two, 5=three}", context.call(LibraryTasks.Guava::run));
        int first = tap.bytesDown() - reached;
        assertEquals("{3=one,two, 5=three}", relay.call(LibraryTasks.Guava::run));
        int second = tap.bytesDown() - reached - first;
        System.out.printf("bytes: %,d to reach it, %,d for the library, %,d for the next%n", reached, first, second);
        assertEquals(0, tap.questions());
        assertTrue(first < 745_000, "the library takes " + first + " bytes");
        assertTrue(second < 1000, "where the relay has it, it takes " + second + " bytes");
        assertTrue(tap.bytesUp() < 200, "up go " + tap.bytesUp() + " bytes");
    }

    /** 20 threads of a relay and 5 contexts behind it want the same classes at the same time, by name. */
    @Test
    void eachClassCrossesTheLinkOnce() throws Exception {
        compile(IntStream.range(0, MANY)
                .mapToObj(i -> "public class Many" + i + " {}")
                .toList());
        try (URLClassLoader many = loader()) {
            reopen(reporting().withClassLoader(many));
            Wiretap tap = new Wiretap();
            Context relay = mitogen.connect(inProcess().over(tap));
            List<Call<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                calls.add(relay.connect(inProcess()).submit(() -> loadAll(1)));
            }
            calls.add(relay.submit(() -> loadAll(20)));
            for (Call<Integer> call : calls) {
                assertEquals(MANY, call.await() % 1000);
            }
            List<String> crossed = tap.classesDown();
            assertEquals(
                    new HashSet<>(crossed).size(),
                    crossed.size(),
                    () -> repeated(crossed).toString());
            assertTrue(crossed.contains("Many0") && crossed.contains("Many" + (MANY - 1)), crossed::toString);
        }
    }

    private static Set<String> repeated(List<String> names) {
        Set<String> repeated = new TreeSet<>(names);
        repeated.removeIf(name -> names.stream().filter(name::equals).count() < 2);
        return repeated;
    }

    /** Loads all of them with so many threads at once; how many there are. */
    private static int loadAll(int threads) throws Exception {
        ClassLoader loader = ClassesTest.class.getClassLoader();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<Integer>> loads = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                loads.add(pool.submit(() -> {
                    start.await();
                    Set<Class<?>> classes = new HashSet<>();
                    for (int each = 0; each < MANY; each++) {
                        classes.add(Class.forName("Many" + each, true, loader));
                    }
                    return classes.size();
                }));
            }
            int least = MANY;
            for (Future<Integer> load : loads) {
                least = Math.min(least, load.get());
            }
            return least;
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void whatIsLookedUpByNameIsLearned() throws Exception {
        Path profiles = scratch.resolve("profiles");
        Options learning = reporting().withProfiles(profiles);
        reopen(learning);
        Context first = mitogen.connect(inProcess());
        assertEquals("HIDDEN absent", first.call(() -> byName()));
        assertEquals(List.of(HIDDEN, "no.such.Type"), use(first).late());
        assertEquals(2, use(first).roundTrips());

        Context second = mitogen.connect(inProcess());
        assertEquals("HIDDEN absent", second.call(() -> byName()));
        assertEquals(List.of(), use(second).late(), "learned in memory");

        reopen(learning);
        Context later = mitogen.connect(inProcess());
        assertEquals("HIDDEN absent", later.call(() -> byName()));
        assertEquals(List.of(), use(later).late(), "learned from the directory");

        try (Stream<Path> files = Files.list(profiles)) {
            for (Path file : files.toList()) {
                Files.writeString(file, "corrupt");
            }
        }
        reopen(learning);
        Context after = mitogen.connect(inProcess());
        assertEquals("HIDDEN absent", after.call(() -> byName()));
        assertFalse(use(after).late().isEmpty(), "a corrupt file is ignored");
        mitogen.close();
        reopen(learning);
        Context repaired = mitogen.connect(inProcess());
        assertEquals("HIDDEN absent", repaired.call(() -> byName()));
        assertEquals(List.of(), use(repaired).late(), "and replaced");
    }

    @Test
    void aTaskInNoPackageComesWithItsClassToo() throws Exception {
        compile(
                List.of(
                        "public record Plain(int a) implements mitogen.Task<Integer> {"
                                + " public Integer run() { return a + new Part().b(); } static class Part { int b() { return 1; } } }"));
        try (URLClassLoader loader = loader()) {
            reopen(reporting().withClassLoader(loader));
            Context context = mitogen.connect(inProcess());
            @SuppressWarnings("unchecked")
            Task<Integer> task = (Task<Integer>)
                    loader.loadClass("Plain").getConstructor(int.class).newInstance(2);
            assertEquals(3, context.call(task));
            assertEquals(List.of(), use(context).late());
            assertEquals("Plain", use(context).task());
        }
    }

    private static String byName() throws ReflectiveOperationException {
        String prefix = "mitogen.integration.ClassesTest$";
        Object hidden =
                Class.forName(prefix + "Hidden").getDeclaredConstructor().newInstance();
        try {
            Class.forName("no.such.Type");
            return hidden + " there";
        } catch (ClassNotFoundException e) {
            return hidden + " absent";
        }
    }

    static final class Hidden {
        @Override
        public String toString() {
            return "HIDDEN";
        }
    }

    @Test
    void absenceIsAskedForOnce() throws IOException {
        Wiretap tap = new Wiretap();
        Context context = mitogen.connect(inProcess().over(tap));
        for (int i = 0; i < 3; i++) {
            assertEquals("HIDDEN absent", context.call(() -> byName()));
        }
        assertEquals(
                1, tap.classesAsked().stream().filter("no.such.Type"::equals).count());
        assertEquals(1, tap.classesAsked().stream().filter(HIDDEN::equals).count());
    }

    @Test
    void beyondTheBudgetClassesAreAskedFor() throws IOException {
        reopen(reporting().withClassBudget(0));
        Wiretap tap = new Wiretap();
        Context context = mitogen.connect(inProcess().over(tap));
        assertEquals(ManyClasses.DEPTH, context.call(() -> ManyClasses.depth()));
        assertTrue(tap.classesAsked().contains(ClassesTest.class.getName()), tap.classesAsked()::toString);
        assertFalse(
                tap.classesAsked().contains(ManyClasses.A.class.getName()), "it comes with the class that needs it");
    }

    /** Texts that cannot be packed: more than fits into a frame. */
    @Test
    void aClassThatIsTooLargeForABatchIsAskedFor() throws Exception {
        Random random = new Random(1);
        StringBuilder source = new StringBuilder("public class Large { public static final String[] TEXTS = {");
        for (int i = 0; i < 40; i++) {
            source.append('"');
            random.ints(4000, 'A', 'z').forEach(c -> source.append(c == '\\' ? '_' : (char) c));
            source.append(i).append("\",");
        }
        compile(List.of(source + "}; }"));
        try (URLClassLoader large = loader()) {
            reopen(reporting().withClassLoader(large));
            Context relay = mitogen.connect(inProcess());
            for (Context context : List.of(relay, relay.connect(inProcess()), relay.connect(inProcess()))) {
                assertEquals(40, context.call(() -> textsOfLarge()));
                assertEquals(List.of("Large"), use(context).late());
            }
        }
    }

    private static int textsOfLarge() throws ReflectiveOperationException {
        return ((String[]) Class.forName("Large").getField("TEXTS").get(null)).length;
    }

    private void compile(List<String> sources) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-d", scratch.toString(), "--release", "17", "-encoding", "UTF-8"));
        for (String source : sources) {
            String name = source.split("[ (]")[2];
            arguments.add(
                    Files.writeString(scratch.resolve(name + ".java"), source).toString());
        }
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0])));
    }

    private URLClassLoader loader() throws MalformedURLException {
        return new URLClassLoader(
                new URL[] {scratch.toUri().toURL()}, getClass().getClassLoader());
    }
}
