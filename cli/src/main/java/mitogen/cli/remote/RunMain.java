package mitogen.cli.remote;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task;
import mitogen.streams.ChannelInputStream;

/**
 * Runs a program's {@code main} as the java launcher would: in a thread called main, and not done before the other
 * threads that it has started, daemons apart. What main throws is what this throws.
 *
 * @param mainClass the name of the class
 * @param arguments its arguments
 * @param reads is given what takes its standard input; null if that is empty
 * @param names of the program's classes; none if the parent serves them
 * @param classes their class files, in the same order
 */
public record RunMain(
        String mainClass,
        List<String> arguments,
        Sender<Sender<byte[]>> reads,
        List<String> names,
        List<byte[]> classes)
        implements Task<Void> {
    @Override
    public Void run() throws Exception {
        if (reads != null) {
            Receiver<byte[]> input = Context.current().receiver();
            reads.send(input.sender());
            System.setIn(new ChannelInputStream(input));
        }
        ClassLoader loader = names.isEmpty() ? RunMain.class.getClassLoader() : new SentClasses(null, names, classes);
        Program program = new Program(loader, mainClass, arguments.toArray(new String[0]));
        ThreadGroup group = new ThreadGroup(mainClass);
        Thread main = new Thread(group, program, "main");
        main.setDaemon(false);
        main.setContextClassLoader(loader);
        main.start();
        try {
            for (Thread thread = main; thread != null; thread = nextOf(group)) {
                thread.join();
            }
        } catch (InterruptedException cancelled) {
            group.interrupt();
            throw cancelled;
        }
        program.rethrow();
        return null;
    }

    /** A thread of the group that the JVM would wait for, or null. */
    private static Thread nextOf(ThreadGroup group) {
        Thread[] threads = new Thread[group.activeCount() + 8];
        int count = group.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (!threads[i].isDaemon()) {
                return threads[i];
            }
        }
        return null;
    }

    /** What the thread called main does. Its failure is read after the thread has been joined. */
    private static final class Program implements Runnable {
        private final ClassLoader loader;
        private final String mainClass;
        private final String[] arguments;
        private Throwable failure;

        Program(ClassLoader loader, String mainClass, String[] arguments) {
            this.loader = loader;
            this.mainClass = mainClass;
            this.arguments = arguments;
        }

        @Override
        public void run() {
            try {
                Class<?> type = Class.forName(mainClass, true, loader);
                Method main = type.getMethod("main", String[].class);
                main.setAccessible(true); // the launcher does not ask for a public class either
                main.invoke(null, (Object) arguments);
            } catch (InvocationTargetException thrown) {
                failure = withoutOurFrames(thrown.getCause());
            } catch (ReflectiveOperationException | RuntimeException | LinkageError notStarted) {
                failure = notStarted;
            }
        }

        void rethrow() throws Exception {
            if (failure instanceof Exception) {
                throw (Exception) failure;
            }
            if (failure instanceof Error) {
                throw (Error) failure;
            }
            if (failure != null) {
                throw new InvocationTargetException(failure); // neither the one nor the other: a Throwable's own child
            }
        }

        /** The program's own trace ends at its main; what is below is how we came there. */
        private static Throwable withoutOurFrames(Throwable thrown) {
            StackTraceElement[] frames = thrown.getStackTrace();
            int end = frames.length;
            for (int i = 0; i < frames.length; i++) {
                if (frames[i].getMethodName().equals("main")) {
                    end = i + 1;
                }
            }
            thrown.setStackTrace(Arrays.copyOf(frames, end));
            return thrown;
        }
    }
}
