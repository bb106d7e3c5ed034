package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static mitogen.testing.InProcess.inProcess;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import mitogen.CallException;
import mitogen.Context;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An application's classes and ours, and those of two applications, do not get in one another's way. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class ClassIsolationTest {
    private static final String ENTRY = """
            %1$s
            import mitogen.Task;
            public class %2$s {
                public static Task<Object> task() {
                    return () -> %3$s;
                }
            }
            """;

    @TempDir
    Path scratch;

    /** M is our first stage's loader; Frame is in the packed core, Parent is sent later, and X is none of ours. */
    @Test
    void classesThatAreNamedLikeOurs() throws Exception {
        String frame = "mitogen/wire/Frame.java\npackage mitogen.wire;\npublic class Frame { }\n";
        String parent = "mitogen/parent/Parent.java\npackage mitogen.parent;\npublic class Parent { }\n";
        Path jar = new App(scratch)
                .java(
                        ENTRY.formatted("M.java", "M", "M.class.getName() + ' ' + mitogen.wire.X.NAME"),
                        "mitogen/wire/X.java\npackage mitogen.wire;\npublic class X { public static final String NAME ="
                                + " new String(\"application\"); }\n")
                .jar("app.jar");
        Path ours = new App(scratch).java(frame).java(parent).jar("false.jar");
        try (URLClassLoader loader = App.loader(jar, ours);
                Mitogen mitogen = Mitogen.open(Options.defaults().withClassLoader(new ChildFirst(loader)))) {
            for (Context context : List.of(mitogen.connect(inProcess()), mitogen.connect(local()))) {
                assertEquals("M application", context.call(App.task(loader, "M")));
                Context behind = context.connect(inProcess()); // takes Parent and much else of ours
                assertEquals("M application", behind.call(App.task(loader, "M")));
            }
        }
    }

    /** That the policy has no say in our own classes does not help an application's that are named like them. */
    @Test
    void aPolicyHoldsForClassesThatAreNamedLikeOurs() throws Exception {
        Path jar = new App(scratch)
                .java(
                        ENTRY.formatted("app/Entry.java\npackage app;", "Entry", "mitogen.wire.X.NAME"),
                        "mitogen/wire/X.java\npackage mitogen.wire;\npublic class X { public static final String NAME ="
                                + " new String(\"application\"); }\n")
                .jar("app.jar");
        Options options =
                Options.defaults().withClassPolicy(ClassPolicy.defaults().denyClasses("mitogen.wire.*"));
        try (URLClassLoader loader = App.loader(jar);
                Mitogen mitogen = Mitogen.open(options.withClassLoader(loader))) {
            Context context = mitogen.connect(inProcess());
            assertThrows(CallException.class, () -> context.call(App.task(loader, "app.Entry")));
        }
    }

    /** Finds class files in a loader of jars before its parent does: an application that brings false ones of ours. */
    private static final class ChildFirst extends ClassLoader {
        private final URLClassLoader first;

        ChildFirst(URLClassLoader first) {
            super(first);
            this.first = first;
        }

        @Override
        public java.net.URL getResource(String name) {
            java.net.URL found = first.findResource(name);
            return found != null ? found : super.getResource(name);
        }
    }

    @Test
    void twoApplicationsWithDifferentVersionsOfAClass() throws Exception {
        Path first = new App(scratch)
                .java(ENTRY.formatted("app/Entry.java\npackage app;", "Entry", "1"))
                .jar("1.jar");
        Path second = new App(scratch)
                .java(ENTRY.formatted("app/Entry.java\npackage app;", "Entry", "2"))
                .jar("2.jar");
        try (URLClassLoader a = App.loader(first);
                URLClassLoader b = App.loader(second);
                Mitogen one = Mitogen.open(Options.defaults().withClassLoader(a));
                Mitogen two = Mitogen.open(Options.defaults().withClassLoader(b))) {
            Context ofOne = one.connect(inProcess()).connect(inProcess());
            Context ofTwo = two.connect(inProcess()).connect(inProcess());
            for (int i = 0; i < 2; i++) {
                assertEquals(1, ofOne.call(App.task(a, "app.Entry")));
                assertEquals(2, ofTwo.call(App.task(b, "app.Entry")));
            }
        }
    }

    /** Two graphs of classes of which each has superclasses in the other; nothing of them comes ahead. */
    @Test
    void twoThreadsThatLoadCrossingGraphs() throws Exception {
        int rounds = 10;
        App app = new App(scratch);
        for (int i = 0; i < rounds; i++) {
            String form = """
                    g/%1$s%3$d.java
                    package g;
                    public class %1$s%3$d extends %2$sBase%3$d {
                        public static int value() { return %2$sOther%3$d.VALUE; }
                    }
                    """;
            String base = "g/%1$sBase%2$d.java\npackage g;\npublic class %1$sBase%2$d { { %3$s%2$d.value(); } }\n";
            String other = "g/%1$sOther%2$d.java\npackage g;\npublic class %1$sOther%2$d { static final int VALUE ="
                    + " Integer.parseInt(\"1\"); }\n";
            app.java(
                    form.formatted("A", "B", i), form.formatted("B", "A", i),
                    base.formatted("A", i, "B"), base.formatted("B", i, "A"),
                    other.formatted("A", i), other.formatted("B", i));
        }
        Path jar = app.jar("graphs.jar");
        try (URLClassLoader loader = App.loader(jar);
                Mitogen mitogen = Mitogen.open(
                        Options.defaults().withClassLoaders(loader, getClass().getClassLoader()))) {
            Context context = mitogen.connect(inProcess());
            for (int i = 0; i < rounds; i++) {
                String a = "g.A" + i;
                String b = "g.B" + i;
                assertEquals(2, context.call(() -> both(a, b)));
            }
        }
    }

    static int both(String a, String b) throws InterruptedException {
        var barrier = new java.util.concurrent.CyclicBarrier(2);
        var done = new java.util.concurrent.atomic.AtomicInteger();
        ClassLoader here = Thread.currentThread().getContextClassLoader();
        List<Thread> threads = List.of(a, b).stream()
                .map(name -> new Thread(() -> {
                    try {
                        barrier.await();
                        done.addAndGet((int) Class.forName(name, true, here)
                                .getMethod("value")
                                .invoke(null));
                    } catch (ReflectiveOperationException
                            | InterruptedException
                            | java.util.concurrent.BrokenBarrierException e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get();
    }
}
