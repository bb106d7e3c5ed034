package mitogen.resources;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import mitogen.MitogenException;
import mitogen.load.RemoteClassLoader;

/**
 * Where the classes of the application are from. {@link RemoteClassLoader} fetches this class by its name. What it reads,
 * {@code mitogen.classes.EntryLayout} writes.
 */
public final class CodeSources implements BiFunction<String, byte[], Object> {
    private final RemoteClassLoader loader;
    private final Map<String, ProtectionDomain> domains = new ConcurrentHashMap<>();
    private Function<String, Enumeration<URL>> resources; // guarded by this

    /** For the given loader. */
    public CodeSources(RemoteClassLoader loader) {
        this.loader = loader;
    }

    /** {@link Resources}, which few need. */
    @SuppressWarnings("unchecked")
    private synchronized Function<String, Enumeration<URL>> resources() {
        if (resources == null) {
            try {
                Class<?> type = Class.forName("mitogen.resources.Resources", true, CodeSources.class.getClassLoader());
                resources = (Function<String, Enumeration<URL>>)
                        type.getConstructor(RemoteClassLoader.class).newInstance(loader);
            } catch (ReflectiveOperationException e) {
                throw new MitogenException("cannot load mitogen-core: " + e, e);
            }
        }
        return resources;
    }

    @Override
    public Object apply(String name, byte[] origin) {
        if (origin == null) {
            return resources().apply(name);
        }
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(origin));
            String[] texts = new String[7];
            for (int i = 0; i < texts.length; i++) {
                String text = in.readUTF();
                texts[i] = text.isEmpty() ? null : text;
            }
            String packageName = name.substring(0, Math.max(0, name.length() - 1));
            if (loader.getDefinedPackage(packageName) == null) {
                define(packageName, texts);
            }
            return domains.computeIfAbsent(texts[0], this::domain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void define(String name, String[] texts) {
        try {
            loader.definePackage(name, texts[1], texts[2], texts[3], texts[4], texts[5], texts[6], null);
        } catch (IllegalArgumentException e) {
            // another thread was faster
        }
    }

    private ProtectionDomain domain(String place) {
        try {
            URL url = new URL(null, "mitogen:/" + place, new URLStreamHandler() {
                @Override
                protected URLConnection openConnection(URL unused) throws IOException {
                    throw new IOException("it stayed with the controller");
                }
            });
            return new ProtectionDomain(new CodeSource(url, (Certificate[]) null), null, loader, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
