package mitogen.controller;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mitogen.classes.EntryLayout;

/**
 * A place that classes and resources are from: a jar file, a directory, or whatever else a class loader names by URLs. A
 * jar file is opened once, and stays open until {@link #close}. Thread-safe.
 */
final class ClassPathEntry implements AutoCloseable {
    /** How the names of our own classes begin in a class file. */
    private static final String OURS = "mitogen/";

    private static final String VERSIONS = "META-INF/versions/";
    private static final Pattern VERSIONED = Pattern.compile(VERSIONS + "(\\d{1,3})/");
    private static final Pattern VERSIONED_BASE = Pattern.compile(VERSIONS + "\\d{1,3}/$");

    private static final Attributes.Name[] NAMES = {
        Attributes.Name.SPECIFICATION_TITLE,
        Attributes.Name.SPECIFICATION_VERSION,
        Attributes.Name.SPECIFICATION_VENDOR,
        Attributes.Name.IMPLEMENTATION_TITLE,
        Attributes.Name.IMPLEMENTATION_VERSION,
        Attributes.Name.IMPLEMENTATION_VENDOR
    };

    /** What the URLs of its entries begin with. */
    final String base;

    /** The same for children: the last part of it, with a number where another entry's is the same. */
    final String place;

    private final URL within; // for its protocol's handler
    private final JarFile file; // null if it is read through URLs
    private final Manifest manifest;
    private final NavigableSet<Integer> versions = new TreeSet<>(); // of a multi-release jar
    private Boolean usesMitogen; // null until somebody asks; guarded by this
    private final Map<String, byte[]> described = new ConcurrentHashMap<>();

    /**
     * A class file or resource in it.
     *
     * @param path where it really is
     * @param from the lowest Java version that it is right for
     * @param until the highest
     * @param length in bytes, -1 if that is not known
     */
    record Item(ClassPathEntry origin, String path, int from, int until, long length)
            implements ResourceRanges.Content {
        @Override
        public InputStream open() throws IOException {
            return origin.file != null
                    ? origin.file.getInputStream(origin.file.getEntry(path))
                    : origin.connect(path).getInputStream();
        }

        byte[] read() throws IOException {
            try (InputStream in = open()) {
                return in.readAllBytes();
            }
        }
    }

    /**
     * The entry that has what is at a URL.
     *
     * @param base see {@link #base}
     */
    ClassPathEntry(URL url, String base, String place) throws IOException {
        within = url;
        this.base = base;
        this.place = place;
        file = isPlainJar(base) ? new JarFile(toFile(base.substring(4, base.length() - 2)), false) : null;
        manifest = file != null ? file.getManifest() : readManifest();
        if (manifest != null
                && Boolean.parseBoolean(manifest.getMainAttributes().getValue(Attributes.Name.MULTI_RELEASE))) {
            listVersions();
        }
    }

    private static boolean isPlainJar(String base) {
        return base.startsWith("jar:file:") && base.indexOf("!/") == base.length() - 2;
    }

    private static File toFile(String url) throws IOException {
        try {
            return new File(new URI(url));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new IOException(url + " is no file: " + e, e);
        }
    }

    /** What the URLs of an entry begin with, told by the URL of a thing of that name in it. */
    static String base(URL url, String path) {
        String text = url.toString();
        int end = text.indexOf('#'); // "#runtime" is the JDK's way to say that it looked for its own Java's variant
        text = end < 0 ? text : text.substring(0, end);
        for (int i = path.length(); i >= 0; i = path.lastIndexOf('/', i - 1)) {
            int slash = text.lastIndexOf('/'); // names may be encoded in some way, the slashes stay
            if (slash < 0) { // "java Foo.java" has sourcelauncher-memoryclassloader1:Foo.class
                return text.substring(0, text.indexOf(':') + 1);
            }
            text = text.substring(0, slash);
        }
        return VERSIONED_BASE.matcher(text + "/").replaceFirst("");
    }

    /** The name of a jar file or directory without the way to it. */
    static String place(String base) {
        String place = base.replaceFirst("[!/]+$", "");
        return place.substring(place.lastIndexOf('/') + 1);
    }

    /** Whether it is a jar file; one within another is, too. */
    boolean isJar() {
        return base.startsWith("jar:") && place.endsWith(".jar");
    }

    /**
     * Whether a class in it mentions ours: it makes tasks, or may. So it is the application, and no library, also before a
     * task of it was sent. Reads the whole jar file when it is first asked.
     */
    synchronized boolean usesMitogen() throws IOException {
        if (usesMitogen == null) {
            usesMitogen = false;
            JarFile jar = listed();
            for (JarEntry entry : jar == null ? List.<JarEntry>of() : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class") && mentionsOurs(jar, entry)) {
                    usesMitogen = true;
                    break;
                }
            }
        }
        return usesMitogen;
    }

    private static boolean mentionsOurs(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            String text = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            for (int at = text.indexOf(OURS); at >= 0; at = text.indexOf(OURS, at + 1)) {
                if (at == 0 || text.charAt(at - 1) != '/') { // some/mitogen/Type is somebody else's
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether it has variants for some versions of Java. */
    boolean isMultiRelease() {
        return !versions.isEmpty();
    }

    /** Whether it is of the JDK. */
    static boolean isOfJdk(URL url) {
        return url.getProtocol().equals("jrt") && url.getPath().matches("/(java|jdk)\\..*");
    }

    /** The entry that is right for that version of Java; null if there is none, or if it is a directory. */
    Item find(String path, int java) throws IOException {
        int until = EntryLayout.ANY;
        if (!path.startsWith("META-INF/")) {
            for (int version : versions.descendingSet()) {
                Item entry = entry(VERSIONS + version + '/' + path, version, until);
                if (entry != null && version <= java) {
                    return entry;
                }
                until = entry != null ? version - 1 : until;
            }
        }
        return entry(path, 0, until);
    }

    private Item entry(String path, int from, int until) throws IOException {
        if (file != null) {
            JarEntry entry = file.getJarEntry(path);
            return entry == null || entry.isDirectory() ? null : new Item(this, path, from, until, entry.getSize());
        }
        if (base.startsWith("file:")) {
            File plain = new File(toFile(base), path);
            return plain.isFile() ? new Item(this, path, from, until, plain.length()) : null;
        }
        try {
            URLConnection connection = connect(path);
            connection.getInputStream().close(); // it is there
            return new Item(this, path, from, until, connection.getContentLengthLong());
        } catch (java.io.FileNotFoundException e) {
            return null;
        }
    }

    private URLConnection connect(String path) throws IOException {
        return new URL(within, base + path).openConnection();
    }

    private Manifest readManifest() {
        try (InputStream in = connect(JarFile.MANIFEST_NAME).getInputStream()) {
            return new Manifest(in);
        } catch (IOException | RuntimeException e) {
            return null; // it has none
        }
    }

    /** The jar file whose entries can be listed; null if there is none. */
    private JarFile listed() throws IOException {
        return file == null && connect("") instanceof JarURLConnection nested
                ? nested.getJarFile() // the class loader's, which closes it
                : file;
    }

    private void listVersions() throws IOException {
        JarFile listed = listed();
        if (listed != null) {
            listed.stream().forEach(entry -> {
                Matcher version = VERSIONED.matcher(entry.getName());
                if (version.lookingAt()) {
                    versions.add(Integer.valueOf(version.group(1)));
                }
            });
        }
    }

    /** The names of what is in a jar file that was opened here. */
    Stream<String> names() {
        return file == null ? Stream.empty() : file.stream().map(JarEntry::getName);
    }

    Manifest manifest() {
        return manifest;
    }

    /**
     * What {@link mitogen.resources.CodeSources} is told of a class: the place, and what the manifest says of its package.
     *
     * @param from the first Java version that this variant of it is for
     * @param until the last
     */
    byte[] describe(String packagePath, int from, int until) {
        boolean section = manifest != null && manifest.getAttributes(packagePath) != null;
        String key = from + "-" + until + (section ? " " + packagePath : "");
        return described.computeIfAbsent(key, unused -> {
            List<String> texts = new ArrayList<>(List.of(place));
            for (Attributes.Name name : NAMES) {
                texts.add(attribute(section ? packagePath : null, name));
            }
            return EntryLayout.origin(texts, from, until);
        });
    }

    private String attribute(String packagePath, Attributes.Name name) {
        if (manifest == null) {
            return "";
        }
        String own =
                packagePath == null ? null : manifest.getAttributes(packagePath).getValue(name);
        String value = own != null ? own : manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value.substring(0, Math.min(value.length(), 1000));
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
