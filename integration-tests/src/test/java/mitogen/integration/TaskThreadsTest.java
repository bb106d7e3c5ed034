package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Service;
import mitogen.controller.Mitogen;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A task finds the threads of its JVM as a program would find them: those that it has, and the one that it is given. */
final class TaskThreadsTest extends ControllerFixture {
    private Context connect(String kind) {
        return mitogen.connect(kind.equals("local") ? local() : inProcess());
    }

    // Threads that a task comes by

    @Test
    void everyThreadHasTheClassesAndTheContext() {
        Map<String, String> seen = connect("local").call(Threads::all);
        seen.forEach((thread, what) -> assertEquals("Local in local, local", what, thread));
        assertTrue(seen.size() >= 9, seen::toString);
    }

    @Test
    void theSystemClassLoaderIsTheApplications() {
        assertEquals("Remote true true", connect("local").call(() -> {
            ClassLoader system = ClassLoader.getSystemClassLoader();
            String type = system.loadClass(Remote.class.getName()).getSimpleName();
            String service = "META-INF/services/java.sql.Driver";
            return type + " " + (ClassLoader.getSystemResource(service) != null) + " "
                    + system.getResources(service).hasMoreElements();
        }));
    }

    /** The thread that sends may write itself; and the JDK closes a channel whose thread is interrupted amid a write. */
    @Test
    void aTaskThatIsInterruptedSendsAndTheLinkStays() {
        Context child = connect("local");
        try (Receiver<byte[]> receiver = mitogen.context().receiver()) {
            Sender<byte[]> sender = receiver.sender();
            for (int size : new int[] {10, 1000, 4000, 5000, 12_000, 60_000, 200_000}) {
                child.call(() -> {
                    Thread.currentThread().interrupt();
                    sender.send(new byte[size]);
                });
                assertEquals(size, receiver.take().length);
            }
        }
        assertEquals("up", child.call(() -> "up"));
    }

    /** What tasks do on threads that are not theirs. */
    static final class Threads {
        private Threads() {}

        static final class Local {}

        private static String look() {
            try {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                return Class.forName(Local.class.getName(), true, loader).getSimpleName() + " in "
                        + Context.current().name() + ", "
                        + mitogenName(ClassLoader.getSystemClassLoader());
            } catch (ReflectiveOperationException | RuntimeException e) {
                return e.toString();
            }
        }

        private static String mitogenName(ClassLoader loader) throws ReflectiveOperationException {
            Class<?> type = Class.forName(Context.class.getName(), true, loader);
            return type == Context.class ? Context.current().name() : "another " + type;
        }

        private static String on(Executor executor) throws Exception {
            CompletableFuture<String> seen = new CompletableFuture<>();
            executor.execute(() -> seen.complete(look()));
            return seen.get(20, TimeUnit.SECONDS);
        }

        private static String onAndShutDown(ExecutorService executor) throws Exception {
            try {
                return on(executor);
            } finally {
                executor.shutdown();
            }
        }

        static Map<String, String> all() throws Exception {
            Map<String, String> seen = new TreeMap<>();
            seen.put("task", look());
            seen.put("common pool", on(ForkJoinPool.commonPool()));
            seen.put("pool of its own", onAndShutDown(new ForkJoinPool(2)));
            seen.put("work stealing pool", onAndShutDown(Executors.newWorkStealingPool(2)));
            seen.put("fixed pool", onAndShutDown(Executors.newFixedThreadPool(1)));
            seen.put("supplyAsync", CompletableFuture.supplyAsync(Threads::look).get());
            seen.put(
                    "delayed",
                    on(CompletableFuture.delayedExecutor(1, TimeUnit.MILLISECONDS, ForkJoinPool.commonPool())));
            seen.put(
                    "parallel stream",
                    IntStream.range(0, 500)
                            .parallel()
                            .mapToObj(i -> look())
                            .distinct()
                            .collect(Collectors.joining(";")));
            seen.put("thread", on(work -> new Thread(work).start()));
            Timer timer = new Timer(true);
            seen.put("timer", on(work -> timer.schedule(task(work), 1)));
            timer.cancel();
            if (Runtime.version().feature() >= 21) {
                seen.put("virtual thread", onAndShutDown(virtual()));
            }
            HttpRequest nobody =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:1/")).build();
            seen.put(
                    "HTTP client",
                    HttpClient.newHttpClient()
                            .sendAsync(nobody, HttpResponse.BodyHandlers.discarding())
                            .handle((answer, failure) -> look())
                            .get());
            return seen;
        }

        private static ExecutorService virtual() throws ReflectiveOperationException {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        }

        private static TimerTask task(Runnable work) {
            return new TimerTask() {
                @Override
                public void run() {
                    work.run();
                }
            };
        }
    }

    // What a task starts by accident

    /** A program with its Mitogen in a static field, beside its tasks. */
    static final class Careless {
        static final Mitogen MITOGEN = Mitogen.open();

        private Careless() {}

        static void run() {
            try (MITOGEN) {
                MITOGEN.connect(local()).call(() -> 1 + 1);
            }
        }
    }

    @Test
    void aMitogenInAStaticFieldIsNamed() {
        String text = assertThrows(CallException.class, Careless::run).getMessage();
        assertTrue(text.contains("Mitogen.open() was called in a context, local,"), text);
        assertTrue(text.contains("by a static field of " + Careless.class.getName()), text);
    }

    // The thread of a task

    @ParameterizedTest
    @ValueSource(strings = {"local", "inProcess"})
    void nothingOfATaskIsLeftOnItsThread(String kind) {
        Context context = connect(kind);
        String fresh = context.call(Traces::look);
        assertTrue(fresh.endsWith(" false true"), fresh);
        for (int i = 0; i < 3; i++) {
            context.call(Traces::leave);
            assertEquals(fresh, context.call(Traces::look));
        }
        assertEquals(fresh, context.submit(Traces::look).await());
        context.execute(Traces::leave);
        assertEquals(fresh, context.call(Traces::look));
        context.call(() ->
                assertEquals("mitogen-task-", Thread.currentThread().getName().replaceAll("\\d+$", "")));
    }

    @Test
    void nothingOfACallIsLeftOnAThreadOfAService() throws Exception {
        Context context = connect("local");
        Traced traced = context.call(() -> {
            Service<Traced> service = Context.current().offer(Traced.class, TracedHere::new);
            return service.proxy();
        });
        String fresh = traced.look();
        for (int i = 0; i < 40; i++) { // there are 16 threads
            traced.leave();
        }
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            seen.add(traced.look());
        }
        assertEquals(List.of(fresh), List.copyOf(new TreeSet<>(seen)));
    }

    /** Two tasks at the same time. */
    static final class Pair {
        static final CyclicBarrier BOTH = new CyclicBarrier(2);

        private Pair() {}
    }

    /** A program's main thread has a group of its own; what it submits must not end up in there, nor see its thread locals. */
    @Test
    void aThreadIsOfNoTasksGroup() throws Exception {
        String group = connect("local").call(() -> {
            CompletableFuture<String> seen = new CompletableFuture<>();
            Context here = Context.current();
            ThreadGroup odd = new ThreadGroup("odd");
            odd.setMaxPriority(2);
            Thread thread = new Thread(odd, () -> {
                Traces.INHERITED.set("odd");
                List<Call<String>> calls = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    calls.add(here.submit(() -> {
                        Pair.BOTH.await(); // so that there is more than one thread
                        Thread self = Thread.currentThread();
                        return self.getThreadGroup().getName() + " " + self.getPriority() + " "
                                + Traces.INHERITED.get();
                    }));
                }
                seen.complete(new TreeSet<>(calls.stream().map(Call::await).toList()).toString());
            });
            thread.start();
            return seen.get();
        });
        assertEquals("[main 5 null]", group);
    }

    /** An interface of which a proxy is handed out. */
    interface Traced {
        String look();

        void leave();
    }

    static final class TracedHere implements Traced {
        @Override
        public String look() {
            return Traces.look();
        }

        @Override
        public void leave() {
            Traces.leave();
        }
    }

    /** What can be left on a thread. */
    static final class Traces {
        private static final ThreadLocal<String> USER = ThreadLocal.withInitial(() -> "nobody");
        private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

        private Traces() {}

        @SuppressWarnings("ThreadPriorityCheck") // to be undone
        static void leave() {
            Thread thread = Thread.currentThread();
            USER.set("alice");
            INHERITED.set("alice");
            thread.setContextClassLoader(null);
            thread.setPriority(Thread.MIN_PRIORITY);
            thread.setName("alice's");
            thread.setUncaughtExceptionHandler((dead, thrown) -> {});
            thread.interrupt();
        }

        static String look() {
            Thread thread = Thread.currentThread();
            return USER.get() + " " + INHERITED.get() + " " + thread.getContextClassLoader() + " "
                    + thread.getPriority() + " " + thread.getName().startsWith("mitogen-") + " "
                    + (thread.getUncaughtExceptionHandler() == thread.getThreadGroup()) + " "
                    + thread.isInterrupted() + " " + thread.isDaemon();
        }
    }

    /** Loaded there by name alone. */
    static final class Remote {}
}
