package mitogen.integration;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import mitogen.Task;

/** An application that a test makes: sources that are compiled for it, packed into jars, and loaded apart from the test. */
final class App {
    private static final String CLASS_PATH = System.getProperty("java.class.path");

    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Path scratch;

    App(Path scratch) {
        this.scratch = scratch;
    }

    /** Compiles sources; each begins with its path, {@code p/Type.java}, and a new line. */
    App java(int release, String under, List<Path> classPath, String... sources) {
        try {
            Path from = Files.createTempDirectory(scratch, "src");
            Path to = Files.createTempDirectory(scratch, "classes");
            List<Path> paths = new ArrayList<>();
            for (String source : sources) {
                int end = source.indexOf('\n');
                Path path = from.resolve(source.substring(0, end).trim());
                Files.createDirectories(path.getParent());
                paths.add(Files.writeString(path, source.substring(end)));
            }
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringBuilder path = new StringBuilder(CLASS_PATH);
            classPath.forEach(each -> path.append(java.io.File.pathSeparator).append(each));
            List<String> options = new ArrayList<>(List.of(
                    "-d", to.toString(), "--release", String.valueOf(release), "-proc:none", "-encoding", "UTF-8"));
            options.addAll(List.of("--class-path", path.toString(), "-nowarn"));
            Writer messages = new StringWriter();
            try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
                if (!compiler.getTask(
                                messages, manager, null, options, null, manager.getJavaFileObjectsFromPaths(paths))
                        .call()) {
                    throw new IllegalArgumentException(messages.toString());
                }
            }
            try (Stream<Path> made = Files.walk(to)) {
                for (Path each : (Iterable<Path>) made.filter(Files::isRegularFile)::iterator) {
                    files.put(under + to.relativize(each), Files.readAllBytes(each));
                }
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    App java(String... sources) {
        return java(17, "", List.of(), sources);
    }

    App file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    App file(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** The classes by their names. */
    Map<String, byte[]> classes() {
        Map<String, byte[]> classes = new LinkedHashMap<>();
        files.forEach((name, bytes) -> {
            if (name.endsWith(".class")) {
                classes.put(name.substring(0, name.length() - 6).replace('/', '.'), bytes);
            }
        });
        return classes;
    }

    /** A jar file with all of it; the manifest is one of the files, if there is any. */
    Path jar(String name) throws IOException {
        Path jar = scratch.resolve(name);
        Files.createDirectories(jar.getParent());
        try (OutputStream out = Files.newOutputStream(jar)) {
            out.write(jar());
        }
        return jar;
    }

    byte[] jar() throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(bytes)) {
            byte[] manifest = files.get("META-INF/MANIFEST.MF");
            if (manifest != null) {
                put(out, "META-INF/MANIFEST.MF", manifest);
            }
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                if (!file.getKey().equals("META-INF/MANIFEST.MF")) {
                    put(out, file.getKey(), file.getValue());
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void put(JarOutputStream out, String name, byte[] content) throws IOException {
        JarEntry entry = new JarEntry(name);
        if (name.endsWith(".jar")) { // a jar within a jar is not packed again
            var check = new java.util.zip.CRC32();
            check.update(content);
            entry.setMethod(java.util.zip.ZipEntry.STORED);
            entry.setSize(content.length);
            entry.setCrc(check.getValue());
        }
        out.putNextEntry(entry);
        out.write(content);
        out.closeEntry();
    }

    /** A directory with all of it. */
    Path directory(String name) throws IOException {
        Path directory = scratch.resolve(name);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return directory;
    }

    /** A loader of jars and directories, above which is that of the test. */
    static URLClassLoader loader(Path... paths) throws MalformedURLException {
        URL[] urls = new URL[paths.length];
        for (int i = 0; i < paths.length; i++) {
            urls[i] = paths[i].toUri().toURL();
        }
        return new URLClassLoader("app", urls, App.class.getClassLoader());
    }

    /** The task that a static method of a class of the application makes. */
    @SuppressWarnings("unchecked")
    static Task<Object> task(ClassLoader loader, String type, Object... arguments) throws ReflectiveOperationException {
        var method = Stream.of(Class.forName(type, true, loader).getMethods())
                .filter(each -> each.getName().equals("task"))
                .findFirst()
                .orElseThrow();
        return (Task<Object>) method.invoke(null, arguments);
    }
}
