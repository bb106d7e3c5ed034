package mitogen.lasting;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.internal.Current;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.route.Router;
import mitogen.tree.Lanes;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;
import mitogen.wire.Protocol;

/**
 * What a context does instead of ending when the link to its parent is lost. States: linked, alone, over. Where the parent
 * said that the end of the link is the end ({@link Protocol#END}), it is.
 *
 * <p>All classes that are needed without a link are loaded before, because nobody sends classes then.
 */
public final class Staying implements Runnable {
    /** The parent module of an agent. */
    public interface Owner {
        /** Returns what there is one of for each agent. */
        Staying staying();
    }

    private static final int STEP = 20;
    private static final int WINDOW = 256 * 1024; // of the output of a context

    private final Agent agent;
    private final Link nobody; // in place of the link to the parent
    private volatile boolean ordered; // to end with the link
    private Duration limit; // guarded by this, as is the next
    private long end; // of the time that calls may take; 0 while linked

    /** Prepares that for an agent, which has a parent. */
    public Staying(Agent agent) {
        this.agent = agent;
        if (Current.only != agent.modules) {
            throw new IllegalStateException(
                    agent.name + " is a part of a JVM, and ends with its link. Only a context that is a"
                            + " process of its own can go on.");
        }
        nobody = new Link(agent.router.parent.peer, "parent");
        Lanes.lay(agent.router, nobody);
        nobody.open(new NobodyAbove(agent.router));
        Terminal.ignoreHangups();
        agent.router.handle(Protocol.END, (link, head) -> ordered |= link == agent.router.parent);
        loss(); // so that its class is here
    }

    /** See {@code Context.linger}. */
    synchronized void linger(Duration most) {
        limit = most;
        agent.last = this;
        int pid = (int) ProcessHandle.current().pid();
        int seconds = (int) Math.min(Integer.MAX_VALUE, Math.max(1, most.toSeconds()));
        agent.router.post(agent.router.parent.peer, Protocol.STAY, 0, 0, new Stay(pid, seconds, "").write());
    }

    /** The link is lost: by the thread that is to end the context, and by each further one that finds a reason for that. */
    @Override
    public void run() {
        if (ordered) {
            return;
        }
        long until = leave();
        try {
            while (!agent.running.isEmpty() && System.nanoTime() - until < 0) {
                Thread.sleep(STEP); // each end of a call would cost every context a signal
            }
        } catch (InterruptedException e) {
            // the end, then
        }
    }

    /** Turns from the parent to nobody. Gives when the time is over. */
    private synchronized long leave() {
        if (end == 0) {
            end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(limit) | 1;
            Router router = agent.router;
            Handler refuse = (link, head) ->
                    router.dead(head, Protocol.REFUSED, agent.name + " has lost its link, and takes no more work", -1);
            for (int handle : new int[] {Protocol.CALL, Protocol.CONNECT, Protocol.CHAIN, Protocol.SERVICE}) {
                router.handle(handle, refuse);
            }
            Link parent = router.parent;
            router.parent = nobody;
            Loss loss = loss();
            router.close(parent, loss.text(), -1);
            RouteTable.failReplies(router, context -> context != router.self && router.linkTo(context) == null, loss);
            NobodyAbove.credit(router, router.self, WINDOW);
            router.routes.keySet().forEach(context -> NobodyAbove.credit(router, context, WINDOW));
            closeStandardOutput();
        }
        return end;
    }

    private Loss loss() {
        return new Loss(-1, agent.name + " has lost its link", Loss.BROKEN, agent.name);
    }

    /** Nobody reads there any more: what programs print must not kill them. The JDK puts {@code /dev/null} in its place. */
    private static void closeStandardOutput() {
        for (FileDescriptor each : new FileDescriptor[] {FileDescriptor.out, FileDescriptor.err}) {
            try {
                new FileOutputStream(each).close();
            } catch (IOException e) {
                // then as it was
            }
        }
    }
}
