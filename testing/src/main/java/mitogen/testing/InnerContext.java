package mitogen.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;
import mitogen.launch.StreamMethod;
import mitogen.route.Link;
import mitogen.tree.Closing;
import mitogen.tree.Loss;
import mitogen.tree.RouteTable;

/**
 * A context in this JVM: an agent of its own at the other end of two pipes, with a class loader that finds our own classes
 * here and asks for all others.
 *
 * <p>Owns the thread {@code mitogen-context-NAME}, which is what the main thread is in a process.
 */
final class InnerContext implements StreamMethod.Peer {
    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(10);

    private final Agent parent;
    private final BootConfig config;
    private final BytePipe downPipe = new BytePipe();
    private final BytePipe upPipe = new BytePipe();
    private final List<OutputStream> stages = new ArrayList<>(); // of both directions; those next to a pipe come first
    private final OutputStream down;
    private final OutputStream up;
    private final Thread context;

    /** Both lists are as long; what is next to the pipe comes first. */
    InnerContext(
            Agent parent,
            BootConfig config,
            List<UnaryOperator<OutputStream>> faultsDown,
            List<UnaryOperator<OutputStream>> faultsUp) {
        this.parent = parent;
        this.config = config;
        OutputStream toChild = downPipe.out();
        OutputStream toParent = upPipe.out();
        for (int i = 0; i < faultsDown.size(); i++) {
            toChild = faultsDown.get(i).apply(toChild);
            toParent = faultsUp.get(i).apply(toParent);
            stages.add(toChild);
            stages.add(toParent);
        }
        down = toChild;
        up = toParent;
        context = new Thread(this::run, "mitogen-context-" + config.route);
        context.setDaemon(true);
    }

    @Override
    public void start() {
        context.start();
    }

    @Override
    public OutputStream down() {
        return down;
    }

    @Override
    public InputStream up() {
        return upPipe.in();
    }

    /** The child's main thread. */
    private void run() {
        Link link = new Link(parent.router.self, "parent");
        Agent inner = new Agent(config, parent.core, null, new SharedClasses(), why -> link.end());
        inner.router.parent = link;
        Closing closing = new Closing(inner);
        try {
            link.open(up);
            link.read(downPipe.in(), inner.router);
        } catch (Throwable e) {
            // the parent is gone, or speaks no sense: the end is the same
        } finally {
            downPipe.breakOff();
            String reason = "the parent of " + config.route + " is gone";
            inner.router.close(link, reason, -1); // first, so that whoever asks it from now on is answered at once
            RouteTable.failReplies(
                    inner.router,
                    context -> inner.router.linkTo(context) == null,
                    new Loss(-1, reason, Loss.UNKNOWN, config.route));
            closing.close();
            closing.close(); // an order that was under way may have had the first child launched after that began
        }
    }

    @Override
    public boolean ended() {
        return !context.isAlive();
    }

    @Override
    public void kill() {
        downPipe.breakOff(); // first, so that no write into a pipe holds up the rest
        upPipe.breakOff();
        for (OutputStream each : stages) {
            try {
                each.close();
            } catch (IOException e) {
                // what was to be written is lost, as is meant
            }
        }
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        context.join(PATIENCE);
    }

    @Override
    public int java() {
        return Runtime.version().feature();
    }
}
