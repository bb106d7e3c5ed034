package mitogen.calls;

import java.util.Map;
import mitogen.Task;
import mitogen.Task.Action;
import mitogen.classes.OwnPackages;
import mitogen.internal.Around;

/**
 * A task whose log records tell what its caller has said about its work.
 *
 * @param work the task or action; possibly a {@link TracedTask}
 * @param slf4j what the caller's MDC had
 * @param log4j the same of Log4j
 */
record MdcTask(Object work, Map<String, String> slf4j, Map<String, String> log4j) implements Task<Object> {
    /** A task or action with what this thread has said; itself if that is nothing. It may be in a {@link TracedTask}. */
    static Object around(Object traced, Object work, TaskWriter to) {
        Object task = work instanceof Around around ? around.work() : work;
        if (OwnPackages.isOurs(task.getClass().getName())) {
            return traced;
        }
        ClassLoader loader = task.getClass().getClassLoader();
        Map<String, String> slf4j = Mdc.SLF4J.of(loader);
        Map<String, String> log4j = Mdc.LOG4J.of(loader);
        if (!slf4j.isEmpty()) {
            to.needs(Mdc.SLF4J.api);
        }
        if (!log4j.isEmpty()) {
            to.needs(Mdc.LOG4J.api);
        }
        return slf4j.isEmpty() && log4j.isEmpty() ? traced : new MdcTask(traced, slf4j, log4j);
    }

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
