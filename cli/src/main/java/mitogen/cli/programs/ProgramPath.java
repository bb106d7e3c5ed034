package mitogen.cli.programs;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mitogen.cli.status.UsageException;

/**
 * The jars and directories here that a program's classes and resources come from, as {@code java -cp} takes them. Each target
 * is served what it asks for.
 *
 * @param entries all of them, in order
 */
record ProgramPath(List<Path> entries) {
    /** Of a program that is one file. */
    static final ProgramPath NONE = new ProgramPath(List.of());

    private static final String EVERY_JAR = "/*";

    /**
     * The entries of a text: files and directories with colons between, where {@code DIRECTORY/*} is every jar there.
     *
     * @throws UsageException if there is no such file, or it is no jar
     */
    static ProgramPath of(String text) {
        List<Path> entries = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            String place = part.isEmpty() ? "." : part; // as java has it
            try {
                if (place.equals("*") || place.endsWith(EVERY_JAR)) {
                    entries.addAll(jars(Path.of(place.substring(0, place.length() - 1) + ".")));
                } else {
                    entries.add(checked(Path.of(place)));
                }
            } catch (InvalidPathException e) {
                throw new UsageException("-cp: " + place + " is no path: " + e.getReason());
            }
        }
        return new ProgramPath(List.copyOf(entries));
    }

    /** The same with that jar in front; its manifest may name more. */
    ProgramPath with(Path jar) {
        return new ProgramPath(
                Stream.concat(Stream.of(checked(jar)), entries.stream()).toList());
    }

    private static List<Path> jars(Path directory) {
        List<Path> jars = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.{jar,JAR}")) {
            files.forEach(file -> jars.add(file.normalize()));
        } catch (IOException e) {
            throw new UsageException("-cp: " + directory.normalize() + " cannot be listed: " + e
                    + "\nDIRECTORY/* is every jar in a directory.");
        }
        jars.sort(null);
        return jars;
    }

    private static Path checked(Path entry) {
        if (Files.isDirectory(entry)) {
            return entry;
        }
        try {
            new JarFile(entry.toFile()).close();
            return entry;
        } catch (IOException e) {
            throw new UsageException(entry + " is neither a jar nor a directory: " + e.getMessage()
                    + "\nCheck the path. Between two entries of -cp there is a colon.");
        }
    }

    /** Finds the classes; {@code parent} is asked first. */
    URLClassLoader loader(ClassLoader parent) {
        return new URLClassLoader(
                "program", entries.stream().map(ProgramPath::url).toArray(URL[]::new), parent);
    }

    private static URL url(Path entry) {
        try {
            return entry.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e); // it is a file's
        }
    }

    /** For the compiler. */
    String text() {
        return entries.stream().map(Path::toString).collect(Collectors.joining(":"));
    }

    /**
     * The name, if there is such a class.
     *
     * @throws UsageException if there is none
     */
    String mainClass(String name) {
        boolean found;
        try (URLClassLoader loader = loader(ClassLoader.getPlatformClassLoader())) {
            found = loader.getResource(name.replace('.', '/') + ".class") != null;
        } catch (IOException e) {
            throw new UsageException(text() + " cannot be read: " + e + "\nCheck the files and their rights.");
        }
        if (!found) {
            throw new UsageException("there is no class " + name + " in " + text()
                    + "\nWith -cp, the program is the full name of a class, or a .java file.");
        }
        return name;
    }

    /**
     * The main class that a jar names in its manifest.
     *
     * @throws UsageException if it names none, or one that needs the jar to be a file at the target
     */
    static String mainClassOf(Path file) {
        String main = null;
        try (JarFile jar = new JarFile(file.toFile())) {
            Manifest manifest = jar.getManifest();
            main = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.MAIN_CLASS);
        } catch (IOException e) {
            throw new UsageException(file + " is no jar: " + e.getMessage() + "\nCheck the path.");
        }
        if (main == null) {
            throw new UsageException(
                    file + " names no Main-Class\nName it: mitogen java -t TARGET -cp " + file + " CLASS");
        }
        if (main.startsWith("org.springframework.boot.loader.")) {
            throw new UsageException(
                    file + " is a Spring Boot jar, whose launcher reads the jars within the file. There is"
                            + " no such file at the target."
                            + "\nUnpack it here (java -Djarmode=tools -jar " + file
                            + " extract --destination app) and run: mitogen"
                            + " java -t TARGET app/" + file.getFileName());
        }
        return main.strip();
    }
}
