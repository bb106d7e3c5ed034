package mitogen.logging;

import java.net.URI;
import org.apache.logging.log4j.message.MessageFactory;
import org.apache.logging.log4j.spi.ExtendedLogger;
import org.apache.logging.log4j.spi.LoggerContext;
import org.apache.logging.log4j.spi.LoggerContextFactory;
import org.apache.logging.log4j.spi.LoggerRegistry;

/** The loggers of Log4j's API: the same ones for whoever asks. Thread-safe. */
public final class Log4jContexts implements LoggerContextFactory, LoggerContext {
    private final LoggerRegistry<ExtendedLogger> loggers = new LoggerRegistry<>();

    /** For Log4j, which makes one. */
    public Log4jContexts() {}

    @Override
    public LoggerContext getContext(String caller, ClassLoader loader, Object external, boolean current) {
        return this;
    }

    @Override
    public LoggerContext getContext(
            String caller, ClassLoader loader, Object external, boolean current, URI configuration, String name) {
        return this;
    }

    @Override
    public void removeContext(LoggerContext context) {
        // it stays
    }

    @Override
    public boolean isClassLoaderDependent() {
        return false;
    }

    @Override
    public Object getExternalContext() {
        return null;
    }

    @Override
    public ExtendedLogger getLogger(String name) {
        return getLogger(name, null);
    }

    @Override
    public ExtendedLogger getLogger(String name, MessageFactory messages) {
        ExtendedLogger known = loggers.getLogger(name, messages);
        if (known == null) {
            loggers.putIfAbsent(name, messages, new Log4jLogger(name, messages));
            known = loggers.getLogger(name, messages);
        }
        return known;
    }

    @Override
    public boolean hasLogger(String name) {
        return loggers.hasLogger(name);
    }

    @Override
    public boolean hasLogger(String name, MessageFactory messages) {
        return loggers.hasLogger(name, messages);
    }

    @Override
    public boolean hasLogger(String name, Class<? extends MessageFactory> messages) {
        return loggers.hasLogger(name, messages);
    }
}
