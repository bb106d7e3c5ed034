package mitogen.calls;

import java.util.Map;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.internal.Around;

/**
 * A task whose log records tell what its caller has said about its work.
 *
 * @param work the task or action; possibly a {@link TracedTask}
 * @param slf4j what the caller's MDC had
 * @param log4j the same of Log4j
 */
record MdcTask(Object work, Map<String, String> slf4j, Map<String, String> log4j) implements Task<Object> {
    @Override
    public Object run() throws Exception {
        Object own = work instanceof TracedTask traced ? traced.work() : work;
        own = own instanceof Around around ? around.work() : own;
        ClassLoader loader = own.getClass().getClassLoader();
        Map<String, String> slf4jBefore = Mdc.SLF4J.of(loader);
        Map<String, String> log4jBefore = Mdc.LOG4J.of(loader);
        Mdc.SLF4J.set(loader, slf4j);
        Mdc.LOG4J.set(loader, log4j);
        try {
            if (work instanceof Task<?> task) {
                return task.run();
            }
            ((Action) work).run();
            return null;
        } finally {
            Mdc.SLF4J.set(loader, slf4jBefore);
            Mdc.LOG4J.set(loader, log4jBefore);
        }
    }
}
