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
    private final Kept kept;
    private final Link nobody; // in place of the link to the parent
    private volatile boolean ordered; // to end with the link
    private volatile Door door; // written under this; null for one that is not detached
    private Duration limit = Duration.ZERO; // guarded by this, as is the next
    private long lost; // when the link was; 0 while it is there

    /** For an agent that has a parent, and is a process of its own. */
    public Staying(Agent agent) {
        this(checked(agent), new Kept());
        Terminal.ignoreHangups();
    }

    private static Agent checked(Agent agent) {
        if (Current.only != agent.modules) {
            throw new IllegalStateException(
                    agent.name + " is a part of a JVM, and ends with it. Only a context that is a"
                            + " process of its own can go on.");
        }
        return agent;
    }

    /** For an agent that has a parent. */
    Staying(Agent agent, Kept kept) {
        this.agent = agent;
        this.kept = kept;
        nobody = new Link(agent.router.parent.peer, "parent");
        nobody.open(new NobodyAbove(agent.router, kept));
        agent.router.handle(Protocol.END, (link, head) -> ordered |= link == agent.router.parent);
        loss(); // so that its class is here
    }

    /** See {@code Context.linger}. */
    synchronized void linger(Duration most) {
        limit = most;
        agent.last = this;
        if (door == null) {
            tell(new Stay(pid(), (int) Math.min(Integer.MAX_VALUE, Math.max(1, most.toSeconds())), ""));
        }
    }

    /** See {@code Context.detach}. */
    synchronized void detach(String name, Duration idle) throws IOException {
        if (door != null) {
            throw new IllegalStateException(agent.name + " is detached already, as " + door.name);
        }
        Attached.load();
        agent.modules.run(); // what is logged is to be kept, too
        door = Door.open(agent, name, idle, kept);
        agent.last = this;
        tell(new Stay(pid(), 0, name));
    }

    private static int pid() {
        return (int) ProcessHandle.current().pid();
    }

    private void tell(Stay stay) {
        agent.router.post(agent.router.parent.peer, Protocol.STAY, 0, 0, stay.write());
    }

    /** Whether the end of the link is the end. */
    boolean ordered() {
        return ordered;
    }

    /** The link is lost: by the thread that is to end the context, and by each further one that finds a reason for that. */
    @Override
    public void run() {
        Door opened = door;
        try {
            if (!ordered) {
                long end = leave();
                if (opened != null) {
                    opened.firstLeft();
                    opened.await();
                } else {
                    awaitCalls(end);
                }
            }
        } catch (InterruptedException e) {
            // the end, then
        }
        if (opened != null) {
            opened.close();
        }
    }

    private void awaitCalls(long end) throws InterruptedException {
        while (!agent.running.isEmpty() && System.nanoTime() - end < 0) {
            Thread.sleep(STEP); // a signal at the end of each call would cost every context
        }
    }

    /** Turns from the parent to nobody, once. Gives when the time for calls is over. */
    synchronized long leave() {
        if (lost == 0) {
            lost = System.nanoTime() | 1;
            Router router = agent.router;
            Handler refuse = (link, head) ->
                    router.dead(head, Protocol.REFUSED, agent.name + " has lost its link, and takes no more work", -1);
            for (int handle : new int[] {Protocol.CALL, Protocol.CONNECT, Protocol.CHAIN, Protocol.SERVICE}) {
                router.handle(handle, refuse);
            }
            Link parent = router.parent;
            layLanes();
            router.parent = nobody;
            Loss loss = loss();
            router.close(parent, loss.text(), -1);
            RouteTable.failReplies(router, context -> context != router.self && router.linkTo(context) == null, loss);
            NobodyAbove.credit(router, router.self, WINDOW);
            router.routes.keySet().forEach(context -> NobodyAbove.credit(router, context, WINDOW));
            if (Current.only == agent.modules) {
                closeStandardOutput();
            }
        }
        return lost + TimeUnit.NANOSECONDS.convert(limit);
    }

    /** By the classes of that agent, which may be others than ours. An agent that has not loaded them has no children. */
    private void layLanes() {
        if (agent.router.parent.others != null) {
            try {
                Class.forName("mitogen.tree.Lanes", true, agent.loader)
                        .getMethod("lay", Router.class, Link.class)
                        .invoke(null, agent.router, nobody);
            } catch (ReflectiveOperationException e) {
                throw new LinkageError("a class of Mitogen is not as it was", e);
            }
        }
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
