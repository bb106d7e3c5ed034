package mitogen.controller;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** As much of the format of POSIX (ustar) as it takes to pack a Java runtime, and to look into the archive of one. */
final class Tar {
    private static final int BLOCK = 512;
    private static final long DATE = 1_000_000_000; // that of all entries: the same content gives the same archive
    private static final int NAME = 100;
    private static final int PREFIX = 345;

    private Tar() {}

    /** Writes all that is in a directory, its files in the order of their names. */
    static void pack(Path directory, OutputStream out) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(directory)) {
            all = files.filter(file -> !file.equals(directory)).sorted().toList();
        }
        for (Path file : all) {
            String name = directory.relativize(file).toString();
            if (Files.isSymbolicLink(file)) {
                out.write(
                        header(name, '2', 0777, 0, Files.readSymbolicLink(file).toString()));
            } else if (Files.isDirectory(file)) {
                out.write(header(name + "/", '5', 0755, 0, ""));
            } else {
                long size = Files.size(file);
                out.write(header(name, '0', Files.isExecutable(file) ? 0755 : 0644, size, ""));
                Files.copy(file, out);
                out.write(new byte[(int) (-size & BLOCK - 1)]);
            }
        }
        out.write(new byte[2 * BLOCK]);
    }

    private static byte[] header(String name, char type, int mode, long size, String link) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > NAME || link.length() > NAME) {
            throw new IOException("the name " + name + " is too long for a tar archive");
        }
        System.arraycopy(path, 0, header, 0, path.length);
        put(header, 100, 8, mode);
        put(header, 108, 8, 0);
        put(header, 116, 8, 0);
        put(header, 124, 12, size);
        put(header, 136, 12, DATE);
        header[156] = (byte) type;
        byte[] to = link.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(to, 0, header, 157, to.length);
        System.arraycopy("ustar\00000".getBytes(StandardCharsets.US_ASCII), 0, header, 257, 8);
        int sum = 8 * ' ';
        for (byte each : header) {
            sum += Byte.toUnsignedInt(each);
        }
        put(header, 148, 7, sum);
        header[155] = ' ';
        return header;
    }

    private static void put(byte[] header, int at, int length, long number) {
        String octal = String.format("%0" + (length - 1) + "o", number);
        System.arraycopy(octal.getBytes(StandardCharsets.US_ASCII), 0, header, at, length - 1);
    }

    /**
     * The first bytes of the first file that has this path, or this path in its one directory.
     *
     * @return null if there is none
     */
    static byte[] find(InputStream in, String path, int most) throws IOException {
        byte[] header = in.readNBytes(BLOCK);
        while (header.length == BLOCK && header[0] != 0) {
            String name = text(header, 0, NAME);
            if (text(header, 257, 5).equals("ustar") && header[PREFIX] != 0) {
                name = text(header, PREFIX, 155) + "/" + name;
            }
            long size = size(header);
            char type = (char) header[156];
            if ((type == '0' || type == 0) && name.replaceFirst("^\\./", "").matches("([^/]+/)?" + path)) {
                return in.readNBytes((int) Math.min(size, most));
            }
            in.skipNBytes(size + (-size & BLOCK - 1));
            header = in.readNBytes(BLOCK);
        }
        return null;
    }

    private static String text(byte[] header, int at, int length) {
        int end = at;
        while (end < at + length && header[end] != 0) {
            end++;
        }
        return new String(header, at, end - at, StandardCharsets.UTF_8);
    }

    private static long size(byte[] header) throws IOException {
        String octal = text(header, 124, 12).strip();
        try {
            return octal.isEmpty() ? 0 : Long.parseLong(octal, 8);
        } catch (NumberFormatException e) {
            throw new IOException("an entry says that its size is '" + octal + "'", e);
        }
    }
}
