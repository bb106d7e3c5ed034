package mitogen.controller;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import mitogen.classes.RangeRequest;
import mitogen.route.Link;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Reads parts of large resources for those who read them from far. Most read from the start to the end, so what was read
 * last stays open for a while. All reading is done by one thread, {@code mitogen-resources}.
 */
final class ResourceRanges {
    /** The most bytes that are read at a time. */
    private static final int MOST = 256 * 1024;

    /** How many streams are open at a time. */
    private static final int OPEN = 32;

    private final String name;
    private final ThreadPoolExecutor reader;
    private final Map<Key, Open> open = new LinkedHashMap<>(16, 0.75f, true); // the reader thread's
    private final Map<Content, Integer> numbers = new LinkedHashMap<>(); // guarded by this, as is all below
    private final List<Content> entries = new ArrayList<>(); // by their numbers, less one
    private boolean closed;

    /** Something that can be read in parts; equal to others that are the same. */
    interface Content {
        /** To be closed by the caller. */
        InputStream open() throws IOException;

        /** In bytes, -1 if that is not known. */
        long length();
    }

    private record Key(Link link, int number, long stream) {}

    /** A stream, and how far it was read. */
    private static final class Open {
        final InputStream in;
        long at;

        Open(InputStream in) {
            this.in = in;
        }

        void close() {
            try {
                in.close();
            } catch (IOException e) {
                // it was only read
            }
        }
    }

    /**
     * None yet.
     *
     * @param name of this context, for messages
     */
    ResourceRanges(String name) {
        this.name = name;
        reader = Pools.of("mitogen-resources", 1);
    }

    /** The number by which a resource is asked for. */
    synchronized int number(Content entry) {
        Integer known = numbers.get(entry);
        if (known != null) {
            return known;
        }
        entries.add(entry);
        numbers.put(entry, entries.size());
        return entries.size();
    }

    /** How long it is; it is read through where nothing else tells. */
    long length(Content entry) throws IOException {
        if (entry.length() >= 0) {
            return entry.length();
        }
        try (InputStream in = entry.open()) {
            return in.transferTo(java.io.OutputStream.nullOutputStream());
        }
    }

    private synchronized Content entry(int number) {
        return closed || number < 1 || number > entries.size() ? null : entries.get(number - 1);
    }

    /** Sends a range, later. */
    void read(RangeRequest range) {
        range.answerOn(reader, () -> send(range));
    }

    private void send(RangeRequest range) {
        Content entry = entry(range.number);
        if (entry == null || range.offset < 0 || range.length < 1 || range.length > MOST) {
            range.fail(Protocol.REFUSED, name + " gave no such resource");
            return;
        }
        Key key = new Key(range.link, range.number, range.stream);
        Open stream = open.remove(key);
        try {
            if (stream != null && stream.at > range.offset) {
                stream.close();
                stream = null;
            }
            if (stream == null) {
                stream = new Open(entry.open());
            }
            stream.in.skipNBytes(range.offset - stream.at);
            byte[] bytes = stream.in.readNBytes(range.length);
            stream.at = range.offset + bytes.length;
            PayloadWriter payload = new PayloadWriter();
            payload.putBytes(bytes, 0, bytes.length);
            if (bytes.length < range.length || stream.at == entry.length()) {
                stream.close();
            } else {
                open.put(key, stream);
                closeOldest();
            }
            range.take(payload.frames());
        } catch (IOException | RuntimeException e) {
            if (stream != null) {
                stream.close();
            }
            range.fail(Protocol.REFUSED, "the controller could not read it: " + e);
        }
    }

    private void closeOldest() {
        if (open.size() > OPEN) {
            Iterator<Open> oldest = open.values().iterator();
            oldest.next().close();
            oldest.remove();
        }
    }

    /** Closes what was open for that child. Safe on a reader thread. */
    void lost(Link link) {
        try {
            reader.execute(() -> open.entrySet().removeIf(each -> {
                boolean of = each.getKey().link == link;
                if (of) {
                    each.getValue().close();
                }
                return of;
            }));
        } catch (RejectedExecutionException e) {
            // all is closed
        }
    }

    void close() {
        synchronized (this) {
            closed = true;
        }
        reader.shutdown(); // all that is left to do ends at once
        try {
            if (!reader.awaitTermination(5, TimeUnit.SECONDS)) {
                reader.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Open each : open.values()) {
            each.close();
        }
        open.clear();
    }
}
