package mitogen.agent;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import mitogen.internal.Current;
import mitogen.io.BlockingInput;
import mitogen.io.BlockingOutput;
import mitogen.io.LineStream;
import mitogen.io.OutputForwarder;
import mitogen.route.Link;

/**
 * A child's main program, called by the loader with the two ends of the link, the packed core, the nonce, and what clears
 * O_NONBLOCK. It reads
 * its configuration, says that it is up, and serves until the link ends. Then the process ends, whatever tasks do.
 */
public final class Main extends Thread implements Consumer<Object[]> {
    /** How long the process may take to end by itself, in milliseconds. */
    private static final int GRACE = 2000;

    private static final int WATCH = 1;
    private static final int HALT = 2;

    /** Exit status of a context that cannot go on; that of a JVM which was told to exit when memory runs out. */
    private static final int BROKEN = 3;

    private Agent agent;
    private int role;

    /** For the loader. */
    public Main() {
        super("mitogen-exit");
    }

    /** A thread that, for the same agent, does one of the things that {@link #run} can do. */
    private Main(Agent agent, int role) {
        this.agent = agent;
        this.role = role;
        setDaemon(true);
        start();
    }

    @Override
    @SuppressWarnings("unchecked") // by the loader
    public void accept(Object[] arguments) {
        Thread.currentThread().setName("mitogen-reader");
        Consumer<FileDescriptor> clearer = (Consumer<FileDescriptor>) arguments[4];
        InputStream in = new BlockingInput((FileInputStream) arguments[0], clearer);
        OutputStream out = new BlockingOutput((FileOutputStream) arguments[1], clearer);
        try {
            agent = new Agent(
                    BootConfig.read(new DataInputStream(in)),
                    (byte[]) arguments[2],
                    null,
                    getClass().getClassLoader());
            agent.process = this;
            Current.only = agent;
            setSystemClassLoader(agent.loader);
            int self = agent.router.self;
            System.setOut(printer(new LineStream(agent.output, self, OutputForwarder.OUT)));
            System.setErr(printer(new LineStream(agent.output, self, OutputForwarder.ERR)));
            Runtime.getRuntime().addShutdownHook(this);
            Link parent = new Link(agent.router, agent.config.ancestors[0], "parent");
            agent.router.setParent(parent);
            out.write(("\n" + arguments[3] + " up " + Runtime.version().feature() + "\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            parent.open(out);
            if (agent.config.settings[BootConfig.HEARTBEAT] > 0) {
                new Main(agent, WATCH);
            }
            parent.read(in, agent.router);
        } catch (IOException | RuntimeException e) {
            tell(e); // the parent is gone, which will not hear this, or speaks no sense
        } catch (Throwable e) {
            fail(e);
        }
        end(0);
    }

    /** Ends the process, as something is lost that others wait for, and tells why. */
    void fail(Throwable why) {
        tell(why);
        end(BROKEN);
    }

    /** Not by System.err, which a task may have set to anything. */
    private static void tell(Throwable why) {
        try {
            new FileOutputStream(FileDescriptor.err)
                    .write(("mitogen: this context ends: " + why + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | OutOfMemoryError e) {
            // nobody listens, or the exit status has to do
        }
    }

    /**
     * Makes the application's class loader the system's, as it is in a program: much in the JDK asks that one, and threads
     * of the common pool have it. The option of the JVM for this costs a warning and its archive of classes.
     */
    private static void setSystemClassLoader(ClassLoader loader) {
        try {
            MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup())
                    .findStaticVarHandle(ClassLoader.class, "scl", ClassLoader.class)
                    .set(loader);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // not OpenJDK's class library: there such threads have to be given a loader
        }
    }

    /** Ends the process, whatever its tasks do. */
    private void end(int status) {
        try {
            new Main(agent, HALT);
            setSystemClassLoader(
                    getClass().getClassLoader()); // the JDK logs an exit, and nobody sends classes for that
            ParentRole children = agent.parentRoleIfLoaded();
            if (children != null) {
                children.closeChildren();
            }
        } catch (Throwable e) {
            tell(e); // the children see the end of their links all the same
        }
        // By the reader, the only thread in native code: the JVM waits 300 ms for others that are.
        System.exit(status);
    }

    /**
     * Kills the processes of tasks, and those below them. They are frozen first, parents before children: a shell would
     * run its next command once what it waits for is killed, and a process that starts others all the while would leave
     * some.
     */
    private static void killProcesses(ParentRole children) throws InterruptedException {
        List<ProcessHandle> all = family(children);
        try {
            for (int frozen = 0; frozen < all.size(); all = family(children)) {
                frozen = all.size();
                List<String> command = new ArrayList<>();
                command.add("/bin/sh");
                command.add("-c");
                command.add("kill -STOP $0 $*");
                for (int i = 0; i < frozen; i++) {
                    command.add(String.valueOf(all.get(i).pid()));
                }
                new ProcessBuilder(command).start().waitFor();
            }
        } catch (IOException e) {
            // then without: parents first is almost as good
        }
        for (int i = 0; i < all.size(); i++) {
            all.get(i).destroyForcibly();
        }
    }

    /** All processes below this one, parents first, but for those of children. */
    private static List<ProcessHandle> family(ParentRole children) {
        List<ProcessHandle> all = new ArrayList<>();
        Iterator<ProcessHandle> processes = ProcessHandle.current().children().iterator();
        while (processes.hasNext()) {
            ProcessHandle process = processes.next();
            if (children == null || !children.owns(process.pid())) {
                all.add(process);
                Iterator<ProcessHandle> below = process.descendants().iterator();
                while (below.hasNext()) {
                    all.add(below.next());
                }
            }
        }
        return all;
    }

    private static PrintStream printer(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    /**
     * The shutdown hook: however this process ends, tasks and their processes end with it. Or one of the two watchdogs:
     * that over the parent, and that over the end.
     */
    @Override
    public void run() {
        try {
            if (role == WATCH) {
                for (int missed = 0; missed < 3; missed++) {
                    sleep(agent.config.settings[BootConfig.HEARTBEAT]);
                    if (agent.router.parent().heard()) {
                        missed = -1;
                    }
                }
                end(0); // a parent that is silent for so long is frozen, or out of reach
            }
            if (role == HALT) {
                sleep(GRACE);
                Runtime.getRuntime().halt(0);
            }
            ParentRole children = agent.parentRoleIfLoaded();
            agent.exiting = true;
            agent.interruptTasks();
            killProcesses(children);
            Agent.flush(System.out);
            Agent.flush(System.err);
            agent.router.parent().flush(GRACE / 2);
        } catch (InterruptedException e) {
            // the end is near anyway
        }
    }
}
