package mitogen.cli.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.controller.ClassPolicy;
import mitogen.controller.Options;

/**
 * A program that was compiled in memory, or whose classes are found here.
 *
 * @param mainClass the class whose main runs
 * @param classes what was compiled: class files by names
 * @param path where its other classes are
 * @param messages what is to be told before it runs
 */
record Program(String mainClass, Map<String, byte[]> classes, ProgramPath path, String messages) {
    /** What every target has, or is sent. */
    private static final int RELEASE = 17;

    private static final Pattern JAVA = Pattern.compile("(?m)^//JAVA\\h+(\\d{1,4})(\\+?)\\h*$");
    private static final Pattern DEPENDENCY = Pattern.compile("(?m)^//DEPS\\h");

    /**
     * Compiles the file. If it does not compile, prints what the compiler says.
     *
     * @param release to compile for; 0 for what the file says
     * @param path where the classes are that it uses
     * @return null if it does not compile
     * @throws UsageException if there is no such file, no compiler, no such release, or no main
     */
    static Program compile(String file, int release, ProgramPath path, Terminal terminal) {
        String text = new String(terminal.surroundings().read(file, "source file"), StandardCharsets.UTF_8);
        if (!file.endsWith(".java")) {
            throw new UsageException(
                    file + " is not a .java file\nFor a script in another language: mitogen script " + file);
        }
        Path source = terminal.surroundings().path(Path.of(file));
        StringWriter messages = new StringWriter();
        Program compiled = compile(
                file,
                files -> List.of(
                        named(file, files.getJavaFileObjects(source).iterator().next())),
                releaseOf(text, file, release),
                path,
                messages);
        if (compiled == null) {
            terminal.err().print(messages);
            return null;
        }
        return new Program(compiled.mainClass, compiled.classes, path, messages.toString());
    }

    /** A file that the compiler calls as the user does, wherever it is found. */
    private static JavaFileObject named(String name, JavaFileObject file) {
        return new ForwardingJavaFileObject<>(file) {
            @Override
            public String getName() {
                return name;
            }
        };
    }

    /** Whether it names a class of ours: it may send its own classes further. */
    boolean usesMitogen() {
        return classes.values().stream()
                .anyMatch(content -> new String(content, StandardCharsets.ISO_8859_1).contains("mitogen/"));
    }

    /** The release that was asked for, or else that of the file's line {@code //JAVA 21+}, as JBang has it. */
    private static int releaseOf(String text, String file, int asked) {
        if (DEPENDENCY.matcher(text).find()) {
            throw new UsageException(file + " has a line with //DEPS, and mitogen fetches no libraries"
                    + "\nGive their jars with -cp, and take the line out.");
        }
        Matcher own = JAVA.matcher(text);
        if (asked != 0 || !own.find()) {
            return asked != 0 ? asked : RELEASE;
        }
        int named = Integer.parseInt(own.group(1));
        return own.group(2).isEmpty() ? named : Math.max(named, RELEASE);
    }

    /** Adds its classes, and the resources of its path, to what the targets of a controller are served. */
    Options served(Options options) {
        Options own = options.withClasses(classes);
        return path.entries().isEmpty()
                ? own
                : own.withClassLoaders(
                                path.loader(ClassLoader.getPlatformClassLoader()), ClassLoader.getSystemClassLoader())
                        .withClassPolicy(ClassPolicy.defaults().allowResources("**"));
    }

    /** Compiles a text; the compiler calls it by the name. */
    static Program ofText(String name, String text, int release, StringWriter messages) {
        JavaFileObject source = new SimpleJavaFileObject(URI.create("text:/" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return text;
            }
        };
        return compile(name, files -> List.of(source), release == 0 ? RELEASE : release, ProgramPath.NONE, messages);
    }

    private static Program compile(
            String file,
            Function<StandardJavaFileManager, Iterable<? extends JavaFileObject>> sources,
            int release,
            ProgramPath path,
            StringWriter messages) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new UsageException(
                    "this Java cannot compile: " + System.getProperty("java.home") + " has no compiler in it"
                            + "\nStart mitogen with a JDK: set JAVA_HOME to one. (The targets need no JDK.)");
        }
        Classes classes = new Classes(path.loader(Program.class.getClassLoader()));
        boolean compiled;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> arguments = List.of(
                    "-classpath",
                    path.text() + ":" + System.getProperty("java.class.path"),
                    "--release",
                    Integer.toString(release),
                    "-proc:none",
                    "-encoding",
                    "UTF-8"); // not the locale's, as JEP 400
            compiled = compiler.getTask(
                            messages,
                            new MemoryFiles(files, classes),
                            null, // so that the compiler prints its messages itself, in its own form
                            arguments,
                            null,
                            sources.apply(files))
                    .call();
        } catch (IllegalArgumentException badOption) {
            throw new UsageException("--release: " + badOption.getMessage().replace("error: ", "")
                    + "\nThis compiler is of Java " + Runtime.version().feature() + "; the targets need 17 or above.");
        } catch (IOException e) {
            throw new UsageException(file + " cannot be compiled: " + e + "\nCheck the file and its rights.");
        }
        return compiled ? new Program(classes.mainClass(file), classes.bytes, path, "") : null;
    }

    /** Catches what the compiler writes. */
    private static final class MemoryFiles extends ForwardingJavaFileManager<JavaFileManager> {
        private final Classes classes;

        MemoryFiles(JavaFileManager files, Classes classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:/" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.add(name, toByteArray());
                        }
                    };
                }
            };
        }
    }

    /** The compiled classes, in the order of the source. They are loaded here only to find the one with the main. */
    private static final class Classes extends ClassLoader {
        private final Map<String, byte[]> bytes = new LinkedHashMap<>();

        Classes(ClassLoader parent) {
            super("compiled", parent);
        }

        void add(String name, byte[] content) {
            bytes.put(name, content);
        }

        String mainClass(String file) {
            for (String name : bytes.keySet()) {
                try {
                    Class<?> type = Class.forName(name, false, this);
                    if (!type.isMemberClass() && !type.isLocalClass() && !type.isAnonymousClass() && hasMain(type)) {
                        return name;
                    }
                } catch (ClassNotFoundException | LinkageError notLoadable) {
                    throw new UsageException(file + " has a class that cannot be loaded: " + notLoadable
                            + "\nThe file has to contain every class that it needs beyond the JDK's and those of -cp.");
                }
            }
            throw new UsageException(file + " has no class with a main"
                    + "\nOne of its top-level classes needs a: public static void main(String[] args)");
        }

        private static boolean hasMain(Class<?> type) {
            try {
                Method main = type.getMethod("main", String[].class);
                return Modifier.isStatic(main.getModifiers()) && main.getReturnType() == void.class;
            } catch (NoSuchMethodException none) {
                return false;
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] content = bytes.get(name);
            if (content == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, content, 0, content.length);
        }
    }
}
