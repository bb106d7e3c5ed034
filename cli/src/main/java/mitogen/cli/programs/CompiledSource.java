package mitogen.cli.programs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.OwnSurroundings;
import mitogen.cli.system.Terminal;

/**
 * A source file that was compiled in memory.
 *
 * @param mainClass its first top-level class that has a main
 * @param classes all of its classes: class files by names
 */
record CompiledSource(String mainClass, Map<String, byte[]> classes) {
    /**
     * Compiles the file. What the compiler says goes to {@code err} as it is.
     *
     * @return null if it does not compile
     * @throws UsageException if there is no such file, no compiler, no such release, or no main
     */
    static CompiledSource compile(String file, int release, PrintStream err) {
        OwnSurroundings.HERE.read(file, "source file"); // for its error texts; the compiler's own have no path
        if (!file.endsWith(".java")) {
            throw new UsageException(
                    file + " is not a .java file\nFor a script in another language: mitogen script " + file);
        }
        PrintWriter messages = Terminal.writer(err);
        CompiledSource compiled = compile(file, files -> files.getJavaFileObjects(Path.of(file)), release, messages);
        messages.flush();
        return compiled;
    }

    /** Compiles a text; the compiler calls it by the name. */
    static CompiledSource ofText(String name, String text, int release, Writer messages) {
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
        return compile(name, files -> List.of(source), release, messages);
    }

    private static CompiledSource compile(
            String file,
            Function<StandardJavaFileManager, Iterable<? extends JavaFileObject>> sources,
            int release,
            Writer messages) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new UsageException(
                    "this Java cannot compile: " + System.getProperty("java.home") + " has no compiler in it"
                            + "\nStart mitogen with a JDK: set JAVA_HOME to one. (The targets need no JDK.)");
        }
        Classes classes = new Classes(CompiledSource.class.getClassLoader());
        boolean compiled;
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> arguments = List.of(
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
        return compiled ? new CompiledSource(classes.mainClass(file), classes.bytes) : null;
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
                            + "\nThe file has to contain every class that it needs beyond the JDK's.");
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
