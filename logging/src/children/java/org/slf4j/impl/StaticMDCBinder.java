package org.slf4j.impl;

import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/** How SLF4J 1 finds its MDC. */
public final class StaticMDCBinder {
    private static final StaticMDCBinder SINGLETON = new StaticMDCBinder();

    private StaticMDCBinder() {}

    /** {@return the only one} */
    public static StaticMDCBinder getSingleton() {
        return SINGLETON;
    }

    /** {@return the MDC of all threads} */
    public MDCAdapter getMDCA() {
        return new BasicMDCAdapter();
    }

    /** {@return the name of its class, for messages} */
    public String getMDCAdapterClassStr() {
        return BasicMDCAdapter.class.getName();
    }
}
