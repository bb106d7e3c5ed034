package org.slf4j.impl;

import org.slf4j.IMarkerFactory;
import org.slf4j.helpers.BasicMarkerFactory;

/** How SLF4J 1 finds its markers. */
public final class StaticMarkerBinder {
    private static final StaticMarkerBinder SINGLETON = new StaticMarkerBinder();

    private final IMarkerFactory markers = new BasicMarkerFactory();

    private StaticMarkerBinder() {}

    /** {@return the only one} */
    public static StaticMarkerBinder getSingleton() {
        return SINGLETON;
    }

    /** {@return the markers} */
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    /** {@return the name of their class, for messages} */
    public String getMarkerFactoryClassStr() {
        return BasicMarkerFactory.class.getName();
    }
}
