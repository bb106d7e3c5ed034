package mitogen.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * The end of a context that is a process. As a thread it is the shutdown hook: however the process ends, tasks and their
 * processes end with it. As a consumer it takes what the context cannot go on with.
 */
final class Exit extends Thread implements Consumer<Object> {
    /** How long the process may take to end by itself, in milliseconds. */
    static final int GRACE = 2000;

    /** Exit status of a context that cannot go on; that of a JVM which was told to exit when memory runs out. */
    private static final int BROKEN = 3;

    /** Set once it is there. */
    Agent agent;

    Exit() {
        super("mitogen-exit");
    }

    /** Ends the process, as something is lost that others wait for, and tells why. */
    @Override
    public void accept(Object why) {
        tell(why);
        end(BROKEN);
    }

    /** Not by System.err, which a task may have set to anything. */
    static void tell(Object why) {
        try {
            new FileOutputStream(FileDescriptor.err)
                    .write(("mitogen: this context ends: " + why + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException | OutOfMemoryError e) {
            // nobody listens, or the exit status has to do
        }
    }

    /** Ends the process, whatever its tasks do. */
    void end(int status) {
        try {
            new Halt().start();
            Main.setSystemClassLoader(
                    getClass().getClassLoader()); // the JDK logs an exit, and nobody sends classes for that
            ParentRole children = agent.modules.parentRoleIfLoaded();
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

    @Override
    public void run() {
        try {
            ParentRole children = agent.modules.parentRoleIfLoaded();
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
