package mitogen.launch;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import mitogen.agent.Agent;
import mitogen.classes.CoreClasses;
import mitogen.connect.InProcess;
import mitogen.connect.Plumbing;
import mitogen.route.Link;
import mitogen.tree.RouteTable;
import mitogen.wire.Frame;

/**
 * A child in this JVM: an agent of its own at the other end of two pipes, with a class loader that finds our own classes
 * here and asks for all others.
 *
 * <p>Owns, besides the reader, the thread {@code mitogen-context-NAME}, which is what the main thread is in a process.
 */
final class ChildInProcess extends Child {
    private static final Plumbing NOTHING = new Plumbing() {};

    private final Plumbing plumbing;
    private final BytePipe down = new BytePipe();
    private final BytePipe up = new BytePipe();
    private final Thread context;

    ChildInProcess(Children siblings, Frame order, Link link, InProcess method) {
        super(siblings, order, link);
        plumbing = method.plumbing() == null ? NOTHING : method.plumbing();
        context = new Thread(this::run, "mitogen-context-" + link.name);
        context.setDaemon(true);
    }

    @Override
    boolean dead() {
        return !context.isAlive();
    }

    @Override
    long pid() {
        return -1;
    }

    @Override
    void start() {
        link.open(plumbing.down(down.out()));
        context.start();
        startThread("reader", this::read);
    }

    /** The child's main thread. */
    private void run() {
        Agent inner = new Agent(config(), agent.core, null, new CoreClasses());
        Link parent = new Link(inner.router, agent.router.self, "parent");
        inner.router.setParent(parent);
        try {
            parent.open(plumbing.up(up.out()));
            parent.read(down.in(), inner.router);
        } catch (Throwable e) {
            // the parent is gone, or speaks no sense: the end is the same
        } finally {
            down.breakOff();
            String reason = "the parent of " + link.name + " is gone";
            parent.close(reason, -1); // first, so that whoever asks it from now on is answered at once
            RouteTable.failReplies(inner.router, context -> inner.router.linkTo(context) == null, reason, -1);
            inner.close();
            inner.close(); // an order that was under way may have had the first child launched after that began
        }
    }

    /** The reader thread. */
    private void read() {
        String broken = null;
        try {
            serve(up.in(), Runtime.version().feature());
        } catch (Throwable e) { // whatever it is, who waits for this child must hear that it is gone
            broken = e instanceof IOException ? e.getMessage() : e.toString();
        }
        kill();
        try {
            context.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String ended = tools.describe(link) + ", a context in the same JVM, ended";
        finish(
                closer() != null
                        ? "it was closed by " + closer()
                        : silent() != null ? silent() : broken != null ? broken + "; " + ended : ended,
                -1);
    }

    @Override
    void kill() {
        down.breakOff();
        up.breakOff();
    }
}
