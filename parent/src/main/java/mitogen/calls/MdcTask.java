package mitogen.calls;

import java.util.Map;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.internal.Around;

/**
 * A task whose log records tell what its caller has said about its work.
 *
 * @param work the task or action; possibly a {@link TracedTask}
 * @param said what the caller's MDC had
 */
record MdcTask(Object work, Map<String, String> said) implements Task<Object> {
    @Override
    public Object run() throws Exception {
        Object own = work instanceof TracedTask traced ? traced.work() : work;
        own = own instanceof Around around ? around.work() : own;
        ClassLoader loader = own.getClass().getClassLoader();
        Map<String, String> before = Mdc.of(loader);
        Mdc.set(loader, said);
        try {
            if (work instanceof Task<?> task) {
                return task.run();
            }
            ((Action) work).run();
            return null;
        } finally {
            Mdc.set(loader, before);
        }
    }
}
