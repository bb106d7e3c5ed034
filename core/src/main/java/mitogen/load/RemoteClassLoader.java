package mitogen.load;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.InflaterInputStream;
import mitogen.route.Answer;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Defines the classes of the application, asking the parent for each by name when it is first needed. A class is asked
 * for once, however many threads want it, because the JVM's lock on its name is held meanwhile; that the parent has
 * none is remembered too.
 */
public final class RemoteClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final Router router;
    private final Runnable beforeLogging;
    private final Set<String> absent = ConcurrentHashMap.newKeySet();
    private boolean logging;

    /**
     * A loader that asks the router's parent.
     *
     * @param beforeLogging run once, when the application first names a class of java.util.logging
     */
    public RemoteClassLoader(ClassLoader core, Router router, Runnable beforeLogging) {
        super("mitogen", core);
        this.router = router;
        this.beforeLogging = beforeLogging;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!logging && name.startsWith("java.util.logging.")) {
            logging = true; // reading the logging configuration at start-up would cost every context milliseconds
            beforeLogging.run();
        }
        return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (absent.contains(name)) {
            throw new ClassNotFoundException(name);
        }
        PayloadWriter question = new PayloadWriter();
        question.putString(name);
        Answer answer = new Answer(router.parent().peer);
        router.ask(Protocol.GET_CLASS, question.frames(), answer, true);
        Frame frame = answer.awaitUninterruptibly();
        try {
            PayloadReader payload = new PayloadReader(frame);
            boolean dead = frame.is(Protocol.DEAD);
            if (dead || payload.getByte() == 0) {
                if (dead) {
                    payload.getByte();
                    payload.getLong();
                } else {
                    absent.add(name);
                }
                throw new ClassNotFoundException(name + ": " + payload.getString());
            }
            byte[] bytes = inflate(payload);
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException | RuntimeException e) { // the answer is malformed
            throw new ClassNotFoundException(name, e);
        }
    }

    /** Reads a length and that many bytes, deflated. */
    private static byte[] inflate(PayloadReader payload) throws IOException {
        long length = payload.getLong();
        byte[] packed = payload.getBytes((int) payload.remaining());
        // Takes memory as bytes come, whatever the length is. Of a class that is cut short the JVM says so.
        return new InflaterInputStream(new ByteArrayInputStream(packed)).readNBytes((int) length & Integer.MAX_VALUE);
    }
}
