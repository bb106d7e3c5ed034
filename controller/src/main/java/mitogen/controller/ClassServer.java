package mitogen.controller;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import mitogen.agent.Agent;
import mitogen.route.Handler;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Gives children the classes that they ask for, by name, from the application's class loader and from nowhere else.
 * Not given: names that are no class names, and classes of the JDK. Our own classes are given like others: the packed
 * core leaves out those that only parents need, and an application's class that mentions {@link Mitogen} in a signature
 * would not link without it.
 */
final class ClassServer implements Handler {
    /** What a binary class name may consist of; above all, no way to name a path or a URL. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nl}_$][\\p{L}\\p{N}\\p{Mn}_$.-]{0,1023}");

    private final Agent agent;
    private final ClassLoader application;

    ClassServer(Agent agent, ClassLoader application) {
        this.agent = agent;
        this.application = application;
    }

    @Override
    public void handle(Link link, Frame head) {
        if (link == null) {
            agent.router.dead(head, Protocol.REFUSED, "the controller does not ask itself for classes", -1);
            return;
        }
        agent.execute(() -> answer(head));
    }

    private void answer(Frame request) {
        String name = new PayloadReader(request).getString();
        PayloadWriter reply = new PayloadWriter();
        String absent = null;
        byte[] bytes = null;
        if (!NAME.matcher(name).matches() || name.contains("..") || name.endsWith(".")) {
            absent = "that is no class name";
        } else {
            try {
                bytes = find(name);
                absent = bytes == null ? "the controller's class loader has no such class" : null;
            } catch (IOException e) {
                absent = "the controller could not read it: " + e.getMessage();
            }
        }
        if (bytes == null) {
            reply.putByte(0);
            reply.putString(absent);
        } else {
            agent.served.add(name);
            byte[] packed = deflate(bytes);
            reply.putByte(1);
            reply.putLong(bytes.length);
            reply.putBytes(packed, 0, packed.length);
        }
        agent.router.reply(request, 0, reply.frames());
    }

    private byte[] find(String name) throws IOException {
        String path = name.replace('.', '/') + ".class";
        URL url = application.getResource(path);
        if (url == null && name.startsWith("mitogen.")) {
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
