package mitogen.integration;

import static mitogen.integration.Jvm.local;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mitogen.controller.Mitogen;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
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
import org.apache.lucene.store.NIOFSDirectory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Libraries that take a path, and were not written for this, on files of a context. */
@Timeout(60)
@ExtendWith(LeakCheck.class)
final class FilesOfLibrariesTest {
    @TempDir
    Path directory;

    private Mitogen mitogen;
    private Path there;

    @BeforeEach
    void open() {
        mitogen = Mitogen.open();
        there = mitogen.connect(local()).files().getPath(directory.toString());
    }

    @AfterEach
    void close() {
        mitogen.close();
    }

    @Test
    void jackson() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Path file = there.resolve("values.json");
        try (OutputStream out = Files.newOutputStream(file)) {
            mapper.writeValue(out, Map.of("a", List.of(1, 2)));
        }
        try (InputStream in = Files.newInputStream(file)) {
            assertEquals(Map.of("a", List.of(1, 2)), mapper.readValue(in, Map.class));
        }
    }

    @Test
    void commonsCompress() throws IOException {
        Path file = there.resolve("files.zip");
        try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(file)) {
            for (String name : List.of("a", "b")) {
                out.putArchiveEntry(new ZipArchiveEntry(name));
                out.write(name.getBytes(StandardCharsets.UTF_8));
                out.closeArchiveEntry();
            }
        }
        try (ZipFile zip = ZipFile.builder().setPath(file).get();
                InputStream in = zip.getInputStream(zip.getEntry("b"))) {
            assertEquals("b", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void zipFileSystem() throws IOException {
        Path file = there.resolve("files.zip");
        try (FileSystem zip = FileSystems.newFileSystem(file, Map.of("create", "true"))) {
            Files.writeString(zip.getPath("/a"), "text");
        }
        try (FileSystem zip = FileSystems.newFileSystem(file, Map.of())) {
            Files.writeString(zip.getPath("/b"), "more");
            assertEquals("text", Files.readString(zip.getPath("/a")));
        }
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("files.zip"), Map.of())) {
            assertEquals("more", Files.readString(zip.getPath("/b")));
        }
    }

    @Test
    void lucene() throws IOException {
        try (NIOFSDirectory index = new NIOFSDirectory(there.resolve("index"))) {
            try (IndexWriter writer = new IndexWriter(index, new IndexWriterConfig(new StandardAnalyzer()))) {
                for (String text : List.of("a quick brown fox", "a lazy dog", "the quick dog")) {
                    Document document = new Document();
                    document.add(new TextField("text", text, Field.Store.YES));
                    writer.addDocument(document);
                }
            }
            try (DirectoryReader reader = DirectoryReader.open(index)) {
                assertEquals(2, new IndexSearcher(reader).count(new TermQuery(new Term("text", "quick"))));
            }
        }
    }
}
