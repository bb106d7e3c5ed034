package mitogen.agent;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
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

    /** Freezes processes, says so, and when this process has ended kills them, and what they had started till they were frozen. */
    private static final String KILLER =
            "trap '' PIPE;kill -STOP $0;echo;read x;" + "kill -9 $0 $(cat $(printf /proc/%s/task/*/children\\  $0))";

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
            agent.last.run();
            new Watch(null, null, GRACE / 3).start();
            Main.setSystemClassLoader(
                    getClass().getClassLoader()); // the JDK logs an exit, and nobody sends classes for that
            endTasks(); // first, as children may take all the time that there is
            agent.closeChildren();
        } catch (Throwable e) {
            tell(e); // the children see the end of their links all the same
        }
        // By the reader, the only thread in native code: the JVM waits 300 ms for others that are.
        System.exit(status);
    }

    /**
     * Ends the tasks, kills their processes, and those below them. These are frozen first, parents before children: a shell
     * would run its next command once what it waits for is killed, and a process that starts others all the while would
     * leave some. Where this process ends in the midst, what froze them kills them.
     */
    private synchronized void endTasks() {
        agent.exiting = true;
        agent.interruptTasks();
        ParentRole children = agent.modules.parentRoleIfLoaded();
        Set<ProcessHandle> all = new LinkedHashSet<>();
        try {
            while (true) {
                StringBuilder found = new StringBuilder();
                for (Object each : ProcessHandle.current().descendants().toArray()) { // parents first
                    ProcessHandle process = (ProcessHandle) each;
                    if ((children == null || !children.owns(process.pid())) && all.add(process)) {
                        found.append(process.pid()).append(' ');
                    }
                }
                if (found.length() == 0) {
                    break;
                }
                Process killer = new ProcessBuilder("/bin/sh", "-c", KILLER, found.toString()).start();
                all.add(killer.toHandle()); // behind them, so that it is killed last
                killer.getInputStream().read();
            }
        } catch (IOException e) {
            // then without: parents first is almost as good
        }
        for (ProcessHandle each : all) {
            each.destroyForcibly();
        }
    }

    @Override
    public void run() {
        try {
            endTasks();
            Agent.flushOutput();
            agent.router.parent.flush(GRACE / 2, 1 << 20);
        } catch (InterruptedException e) {
            // the end is near anyway
        }
    }
}
