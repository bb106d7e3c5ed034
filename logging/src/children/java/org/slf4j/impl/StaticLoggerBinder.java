package org.slf4j.impl;

import mitogen.logging.Slf4jLoggers;
import org.slf4j.ILoggerFactory;

/** How SLF4J 1 finds its loggers. Its API calls these methods, and no others. */
public final class StaticLoggerBinder {
    private static final StaticLoggerBinder SINGLETON = new StaticLoggerBinder();

    private final ILoggerFactory loggers = new Slf4jLoggers();

    private StaticLoggerBinder() {}

    /** {@return the only one} */
    public static StaticLoggerBinder getSingleton() {
        return SINGLETON;
    }

    /** {@return the loggers} */
    public ILoggerFactory getLoggerFactory() {
        return loggers;
    }

    /** {@return the name of their class, for messages} */
    public String getLoggerFactoryClassStr() {
        return Slf4jLoggers.class.getName();
    }
}
