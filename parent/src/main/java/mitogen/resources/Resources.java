package mitogen.resources;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.Function;
import mitogen.load.RemoteClassLoader;

/**
 * Resources of the application, asked for by name like classes. Their URLs are {@code mitogen:/PLACE!/NAME}: the place is
 * that of the class's code source, a jar file's name for example.
 *
 * <p>This reads answers, and {@code mitogen.classes.EntryLayout} writes them and tells their layout. Thread-safe.
 */
public final class Resources extends URLStreamHandler implements Function<String, Enumeration<URL>> {
    private final RemoteClassLoader loader;

    /** Those of the given loader. */
    public Resources(RemoteClassLoader loader) {
        this.loader = loader;
    }

    /** One of those that have a name in common. */
    private static final class Copy {
        final String place;
        final long length;
        final int number; // 0 if the content is here
        final byte[] content;

        Copy(DataInputStream from) throws IOException {
            place = from.readUTF();
            length = from.readLong();
            number = from.readInt();
            content = number == 0 ? from.readNBytes((int) length) : null;
        }
    }

    @Override
    public Enumeration<URL> apply(String name) {
        List<URL> urls = new ArrayList<>();
        for (Copy copy : find(name)) {
            try {
                String path = new URI(null, null, "/" + copy.place + "!/" + name, null).getRawPath();
                urls.add(new URL("mitogen", "", -1, path, this));
            } catch (URISyntaxException | MalformedURLException e) {
                throw new AssertionError("a path is quoted as it needs to be", e);
            }
        }
        return Collections.enumeration(urls);
    }

    /** All of that name; none where they cannot be had, as the contract of class loaders has it. */
    private List<Copy> find(String name) {
        List<Copy> copies = new ArrayList<>();
        if (name.isEmpty() || name.endsWith("/")) {
            return copies; // directories are not given, and there are programs that ask for many
        }
        try {
            byte[] answer = loader.find(mitogen.wire.Protocol.RESOURCE, name, "/" + name)[0];
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(answer));
            in.readShort();
            for (int left = in.readUnsignedShort(); left > 0; left--) {
                copies.add(new Copy(in));
            }
        } catch (ClassNotFoundException e) {
            // refused, or it cannot be asked for any more
        } catch (IOException e) {
            throw new UncheckedIOException("the answer about the resource " + name + " is malformed", e);
        }
        return copies;
    }

    @Override
    protected URLConnection openConnection(URL url) {
        return new URLConnection(url) {
            private Copy copy;

            @Override
            public void connect() throws IOException {
                if (copy != null) {
                    return;
                }
                String path = URI.create(url.getPath()).getPath();
                int end = path.indexOf("!/");
                if (end > 0) {
                    for (Copy each : find(path.substring(end + 2))) {
                        if (each.place.equals(path.substring(1, end))) {
                            copy = each;
                            connected = true;
                            return;
                        }
                    }
                }
                throw new FileNotFoundException(url + ": the controller gives no such resource");
            }

            @Override
            public long getContentLengthLong() {
                try {
                    connect();
                } catch (IOException e) {
                    return -1; // as the contract has it
                }
                return copy.length;
            }

            @Override
            public int getContentLength() {
                long length = getContentLengthLong();
                return length > Integer.MAX_VALUE ? -1 : (int) length;
            }

            @Override
            public String getContentType() {
                return guessContentTypeFromName(url.getPath());
            }

            @Override
            public InputStream getInputStream() throws IOException {
                connect();
                return copy.number == 0
                        ? new ByteArrayInputStream(copy.content)
                        : new ResourceStream(loader.router, url.toString(), copy.number, copy.length);
            }
        };
    }
}
