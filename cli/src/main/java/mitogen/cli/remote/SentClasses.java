package mitogen.cli.remote;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Classes that came along with a call, and not as an answer to a question for them. They have what they set. */
final class SentClasses extends ClassLoader {
    private final Map<String, byte[]> bytes = new HashMap<>(); // guarded by this

    /**
     * With the given classes.
     *
     * @param name stands before the classes in stack traces; null for none
     * @param names of the classes
     * @param classes their class files, in the same order
     */
    SentClasses(String name, List<String> names, List<byte[]> classes) {
        super(name, SentClasses.class.getClassLoader());
        add(names, classes);
    }

    /** Adds further ones. */
    synchronized void add(List<String> names, List<byte[]> classes) {
        for (int i = 0; i < names.size(); i++) {
            bytes.put(names.get(i), classes.get(i));
        }
    }

    /** Asks nobody for a class that is here. */
    @Override
    protected synchronized Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] content = bytes.remove(name);
        return content == null ? super.loadClass(name, resolve) : defineClass(name, content, 0, content.length);
    }
}
