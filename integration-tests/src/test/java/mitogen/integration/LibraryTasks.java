package mitogen.integration;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Joiner;
import com.google.common.collect.HashMultimap;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.Multimap;
import com.google.common.collect.Ordering;
import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.netty.channel.epoll.Epoll;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks that use well-known libraries, each in a class of its own, as programs have them. */
final class LibraryTasks {
    private LibraryTasks() {}

    /** JSON, parsed into nested records and printed. */
    static final class Jackson {
        record Order(int id, Customer customer, List<Item> items) {}

        record Customer(String name, boolean known) {}

        record Item(String article, double price) {}

        static String run() throws JsonProcessingException {
            String json = "{\"id\":7,\"customer\":{\"name\":\"Ada\",\"known\":true},"
                    + "\"items\":[{\"article\":\"tea\",\"price\":2.5}]}";
            ObjectMapper mapper = new ObjectMapper();
            return mapper.writeValueAsString(mapper.readValue(json, Order.class))
                            .equals(json) + "";
        }
    }

    /** Logging, whose core looks for its plug-ins in a file of META-INF. */
    static final class Log4j {
        static String run() {
            org.apache.logging.log4j.core.Logger logger =
                    (org.apache.logging.log4j.core.Logger) LogManager.getLogger("here");
            logger.error("disk is full on {}", "sda");
            Appender appender = logger.getAppenders().values().iterator().next();
            return logger.getClass().getName() + " "
                    + appender.getLayout().getClass().getSimpleName();
        }
    }

    /** Native code, at the root of the jar. */
    static final class Zstd {
        static String run() {
            byte[] packed = com.github.luben.zstd.Zstd.compress(new byte[1000]);
            return com.github.luben.zstd.Zstd.decompress(packed, 1000).length == 1000 ? "true" : "false";
        }
    }

    /** Native code, in a jar of its own. */
    static final class Brotli {
        static String run() throws IOException {
            Brotli4jLoader.ensureAvailability();
            return Encoder.compress(new byte[1000]).length < 100 ? "true" : "false";
        }
    }

    /** Native code, in META-INF of a jar without classes. */
    static final class Netty {
        static String run() {
            return Epoll.unavailabilityCause() + "";
        }
    }

    /** Collections. */
    static final class Guava {
        static String run() {
            Multimap<Integer, String> byLength = HashMultimap.create();
            for (String word : List.of("one", "two", "three")) {
                byLength.put(word.length(), word);
            }
            Map<Integer, String> sorted = ImmutableSortedMap.of(
                    5,
                    Joiner.on(",").join(byLength.get(5)),
                    3,
                    Joiner.on(",").join(Ordering.natural().sortedCopy(byLength.get(3))));
            return sorted.toString();
        }
    }

    /** A tar archive, written and listed. */
    static final class CommonsCompress {
        static String run() throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
                for (String name : List.of("a.txt", "b/c.txt")) {
                    TarArchiveEntry entry = new TarArchiveEntry(name);
                    entry.setSize(5);
                    tar.putArchiveEntry(entry);
                    tar.write("hello".getBytes(StandardCharsets.US_ASCII));
                    tar.closeArchiveEntry();
                }
            }
            List<String> names = new ArrayList<>();
            try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    names.add(entry.getName() + " " + entry.getSize());
                }
            }
            return names.toString();
        }
    }

    /** Logging, whose provider is found by ServiceLoader. */
    static final class Logback {
        static String run() {
            Logger logger = LoggerFactory.getLogger("here");
            logger.info("logged {}", 1);
            return logger.getClass().getName() + " " + logger.isInfoEnabled();
        }
    }

    /** A database in memory, whose driver is found by ServiceLoader. */
    static final class H2 {
        static String run() throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:");
                    Statement statement = connection.createStatement()) {
                statement.execute("create table t(id int primary key, name varchar)");
                statement.execute("insert into t values (1, 'one'), (2, 'two')");
                try (ResultSet result = statement.executeQuery("select count(*), max(name) from t where id > 0")) {
                    result.next();
                    return result.getInt(1) + " " + result.getString(2);
                }
            }
        }
    }

    /** A script, compiled there. */
    static final class Groovy {
        static String run() {
            Binding binding = new Binding();
            binding.setVariable("n", 4);
            GroovyShell shell = new GroovyShell(LibraryTasks.class.getClassLoader(), binding);
            return shell.evaluate("(1..n).collect { it * it }.sum()").toString();
        }
    }

    /** An index, built and searched. */
    static final class Lucene {
        static String run() throws IOException {
            try (ByteBuffersDirectory directory = new ByteBuffersDirectory()) {
                try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new StandardAnalyzer()))) {
                    for (String text : List.of("a quick brown fox", "a lazy dog", "the quick dog")) {
                        Document document = new Document();
                        document.add(new TextField("text", text, Field.Store.YES));
                        writer.addDocument(document);
                    }
                }
                try (DirectoryReader reader = DirectoryReader.open(directory)) {
                    return "" + new IndexSearcher(reader).count(new TermQuery(new Term("text", "quick")));
                }
            }
        }
    }
}
