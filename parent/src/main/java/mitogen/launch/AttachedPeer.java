package mitogen.launch;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mitogen.agent.BootConfig;
import mitogen.lasting.Knock;
import mitogen.methods.AttachMethod;

/** A context in the JVM of a detached one. */
final class AttachedPeer implements StreamMethod.Peer {
    private final LocalTools tools;
    private final Duration timeout;
    private final Knock knock;
    private volatile boolean ended;

    AttachedPeer(LocalTools tools, AttachMethod method, BootConfig config) {
        this.tools = tools;
        timeout = method.timeout();
        knock = new Knock(method.name(), config);
    }

    @Override
    public void start() {
        Future<?> deadline = tools.timer().schedule(knock::close, timeout.toMillis(), TimeUnit.MILLISECONDS);
        try {
            knock.open(tools.agent.core);
        } finally {
            deadline.cancel(false);
        }
    }

    @Override
    public OutputStream down() {
        return knock.down();
    }

    @Override
    public InputStream up() {
        return knock.up();
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void kill() {
        ended = true;
        knock.close();
    }

    /** The end of the streams is that of the context; and where it was ordered, that of the process. */
    @Override
    public void awaitEnd() {}

    @Override
    public int java() {
        return knock.java();
    }
}
