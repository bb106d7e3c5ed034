package mitogen.controller;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import mitogen.agent.Agent;
import mitogen.parent.ClassSource;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;

/**
 * Gives children the classes that they ask for, by name, from the application's class loader and from nowhere else.
 * Not given: names that are no class names, classes of the JDK, and what the {@link ClassPolicy} keeps back. Our own classes are given like others: the packed
 * core leaves out those that only parents need, and an application's class that mentions {@link Mitogen} in a signature
 * would not link without it.
 */
final class ClassServer extends ClassSource {
    /** What a binary class name may consist of; above all, no way to name a path or a URL. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nl}_$][\\p{L}\\p{N}\\p{Mn}_$.-]{0,1023}");

    private final ClassLoader application;
    private final ClassPolicy policy;
    private final ThreadPoolExecutor workers;

    ClassServer(Agent agent, ClassLoader application, ClassPolicy policy) {
        super(agent);
        this.application = application;
        this.policy = policy;
        workers = new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "mitogen-classes");
            thread.setDaemon(true);
            return thread;
        });
        workers.allowCoreThreadTimeOut(true);
    }

    @Override
    protected void find(String name, Taker taker) {
        try {
            workers.execute(() -> taker.take(answer(name)));
        } catch (RejectedExecutionException e) {
            taker.fail("the controller is closed");
        }
    }

    void close() {
        workers.shutdownNow();
    }

    private byte[] answer(String name) {
        String absent;
        byte[] bytes = null;
        if (!NAME.matcher(name).matches() || name.contains("..") || name.endsWith(".")) {
            absent = "that is no class name";
        } else if (!isOurs(name) && !policy.gives(name)) {
            absent = "the controller's class policy does not give it away";
        } else {
            try {
                bytes = find(name);
                absent = "the controller's class loader has no such class";
            } catch (IOException | RuntimeException e) {
                absent = "the controller could not read it: " + e;
            }
        }
        PayloadWriter reply = new PayloadWriter();
        if (bytes == null) {
            reply.putByte(ABSENT);
            reply.putString(absent);
        } else {
            byte[] packed = deflate(bytes);
            reply.putByte(PRESENT);
            reply.putLong(bytes.length);
            reply.putBytes(packed, 0, packed.length);
        }
        PayloadReader answer = new PayloadReader(reply.frames());
        return answer.getBytes((int) answer.remaining());
    }

    private byte[] find(String name) throws IOException {
        String path = name.replace('.', '/') + ".class";
        URL url = application.getResource(path);
        if (url == null && isOurs(name)) {
            url = Agent.class.getClassLoader().getResource(path); // the application may be loaded apart from us
        }
        if (url == null || url.getProtocol().equals("jrt")) {
            return null; // a class of the JDK is the target's own business
        }
        try (InputStream in = url.openStream()) {
            return in.readAllBytes();
        }
    }

    private static byte[] deflate(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(bytes.length / 2);
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new AssertionError("an array cannot fail", e);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }
}
