package mitogen.load;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.zip.InflaterInputStream;
import mitogen.MitogenException;
import mitogen.route.Answer;
import mitogen.route.Router;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Defines the classes of the application. Most come ahead, in batches, with the task that needs them; for others the
 * parent is asked by name, once however many threads want the class, because the JVM's lock on its name is held meanwhile.
 * The answer is a batch too. That there is no such class, or no such package, is remembered.
 *
 * <p>This reads batches, and {@code mitogen.classes.Batch} writes them and tells their layout: who writes them is not
 * packed. Bytes of origins are for the room {@code mitogen.resources}; none tell that the classes are ours.
 */
public final class RemoteClassLoader extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    /** Public, like some of the methods below, for the room {@code mitogen.resources}, which is fetched on demand. */
    public final Router router;

    private final Runnable beforeLogging;
    private final ConcurrentLinkedQueue<Frame> batches = new ConcurrentLinkedQueue<>();
    /** What has come and was not used yet, by name: bytes, and for a class its origin. */
    public final Map<String, byte[][]> ahead = new ConcurrentHashMap<>(); // bytes, origin

    private final Set<Frame> unpacked = new HashSet<>(); // guarded by ahead
    private volatile BiFunction<String, byte[], Object> origins;
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

    /** Takes a batch, which is unpacked when something is looked for that did not come before it. */
    public void add(Frame batch) {
        batches.add(batch);
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
        String packageName = name.substring(0, name.lastIndexOf('.') + 1);
        byte[][] found = find(Protocol.GET_CLASS, name, name, "!" + name, "!" + packageName);
        byte[] origin = found[1];
        if (origin == null) {
            throw new ClassNotFoundException(name + ": " + new String(found[0], StandardCharsets.UTF_8));
        }
        Object domain = origin.length == 0 ? null : origins().apply(packageName, origin);
        Class<?> type = defineClass(name, found[0], 0, found[0].length, (ProtectionDomain) domain);
        ahead.remove(name); // not before: another try has to find it, or fail in the same way
        return type;
    }

    /** Public: see {@link #router}. */
    @Override
    public Package definePackage(
            String name, String st, String sv, String sr, String it, String iv, String ir, URL sealBase) {
        return super.definePackage(name, st, sv, sr, it, iv, ir, sealBase);
    }

    @Override
    protected URL findResource(String name) {
        Enumeration<URL> all = findResources(name);
        return all.hasMoreElements() ? all.nextElement() : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    protected Enumeration<URL> findResources(String name) {
        return (Enumeration<URL>) origins().apply(name, null);
    }

    /** What knows of jars and resources; comes with the first class that is from somewhere. */
    @SuppressWarnings("unchecked")
    private BiFunction<String, byte[], Object> origins() {
        try {
            if (origins == null) {
                Class<?> type = Class.forName("mitogen.resources.CodeSources", true, this);
                origins = (BiFunction<String, byte[], Object>)
                        type.getConstructor(RemoteClassLoader.class).newInstance(this);
            }
            return origins;
        } catch (ReflectiveOperationException e) {
            throw new MitogenException(e.toString(), e);
        }
    }

    /**
     * What has come under one of the names; the parent is asked if nothing has.
     *
     * @return bytes, and for a class its origin
     */
    public byte[][] find(int handle, String question, String... names) throws ClassNotFoundException {
        Router.room(512);
        byte[][] found = look(names);
        if (found == null) {
            PayloadWriter payload = new PayloadWriter();
            payload.putString(question);
            Answer answer = new Answer(router.parent.peer);
            router.ask(handle, payload.frames(), answer, true);
            Frame frame = answer.await();
            found = look(names);
            if (found == null) {
                throw new ClassNotFoundException(question + ": " + reason(frame));
            }
        }
        return found;
    }

    private static String reason(Frame dead) {
        try {
            PayloadReader payload = new PayloadReader(dead);
            payload.getByte();
            payload.getLong();
            return payload.getString();
        } catch (RuntimeException e) {
            return e.toString(); // the answer is malformed
        }
    }

    private byte[][] look(String... names) throws ClassNotFoundException {
        synchronized (ahead) {
            try {
                for (Frame batch; (batch = batches.poll()) != null; ) {
                    if (unpacked.add(batch)) {
                        unpack(batch, ahead);
                    }
                }
            } catch (IOException | RuntimeException e) { // it is malformed
                throw new ClassNotFoundException(names[0], e);
            }
            for (String name : names) {
                byte[][] found = ahead.get(name);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
    }

    /** Puts what is in a batch into a map, as {@link #find} returns it. Public, for relays. */
    public static void unpack(Frame batch, Map<String, byte[][]> into) throws IOException {
        PayloadReader payload = new PayloadReader(batch);
        payload.getInt();
        byte[] packed = payload.getBytes((int) payload.remaining());
        DataInputStream in = new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)));
        byte[] origin = null;
        while (in.readByte() > 0) {
            String name = in.readUTF();
            byte[] bytes = in.readNBytes(in.readInt());
            if (name.isEmpty()) {
                origin = bytes;
            } else {
                into.put(name, new byte[][] {bytes, origin});
            }
        }
    }
}
