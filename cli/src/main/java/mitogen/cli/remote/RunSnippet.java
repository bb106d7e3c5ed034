package mitogen.cli.remote;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import mitogen.Task;

/**
 * Runs a snippet, or reads what it has set. What the snippet throws is what this throws. The result begins with a letter:
 * {@link #VALUE}, and the value as a text; or {@link #UNRESOLVED}, and the number of a snippet that is not complete.
 *
 * @param type the name of its class
 * @param member the method, or the field
 * @param field whether it is a field
 */
public record RunSnippet(String type, String member, boolean field) implements Task<String> {
    /** In front of a value. */
    public static final char VALUE = 'v';

    /** In front of a number. */
    public static final char UNRESOLVED = 'u';

    /** Thrown by what refers to something that was not declared yet. A Java there may lack its class. */
    private static final String INCOMPLETE = "jdk.jshell.spi.SPIResolutionException";

    @Override
    public String run() throws Exception {
        Class<?> loaded = Class.forName(type, true, SnippetClasses.ALL);
        if (field) {
            Field variable = loaded.getDeclaredField(member);
            variable.setAccessible(true);
            return VALUE + SnippetClasses.text(variable.get(null));
        }
        Method method = loaded.getDeclaredMethod(member);
        method.setAccessible(true);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(SnippetClasses.ALL);
        try {
            return VALUE + SnippetClasses.text(method.invoke(null));
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            if (thrown.getClass().getName().equals(INCOMPLETE)) {
                return UNRESOLVED
                        + String.valueOf(thrown.getClass().getMethod("id").invoke(thrown));
            }
            if (thrown instanceof Exception exception) {
                throw exception;
            }
            if (thrown instanceof Error error) {
                throw error;
            }
            throw e;
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
