package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code zpci serve} does not take: one line, exit code 2, and nothing was made. */
class ServeArgumentsTest {
  @TempDir private Path folder;

  private static Ran refused(String said) {
    return new Ran(2, "", "zpci serve: " + said + " (try 'zpci serve --help')\n");
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--json|Missing required option: '--socket=PATH[,gid=HEX][,gdb=PATH][,plugin=PATH][,fh=HEX]'",
        "--socket ,gid=1|--socket: a path was expected, got ''",
        "--socket @/a,gid=|--socket: a GID of 1 to 16 hex digits was expected, got ''",
        "--socket @/a,gid=xyz|--socket: a GID of 1 to 16 hex digits was expected, got 'xyz'",
        "--socket @/a,gid=12345678901234567|--socket: a GID of 1 to 16 hex digits was expected, got"
            + " '12345678901234567'",
        "--socket @/a,gid=-1|--socket: a GID of 1 to 16 hex digits was expected, got '-1'",
        "--socket @/a,gid=0|--socket: @/a: a gid other than 0 was expected",
        "--socket @/a,gid=1,gid=2|--socket: gid= is given twice in '@/a,gid=1,gid=2'",
        "--socket @/a,gdb=|--socket: a path was expected, got ''",
        "--socket @/a,fh=123456789|--socket: a handle of 1 to 8 hex digits was expected, got"
            + " '123456789'",
        "--socket @/a,uid=1|--socket: gid=HEX, gdb=PATH, plugin=PATH or fh=HEX was expected, got"
            + " 'uid=1'",
        "--socket @/a,gid|--socket: gid=HEX, gdb=PATH, plugin=PATH or fh=HEX was expected, got"
            + " 'gid'",
        "--socket @/a --socket @/a|--socket: @/a is given twice; a path of its own was expected",
        "--socket @/a,gid=7 --socket @/b,gid=7|--socket: @/b: gid 7 is taken; another was expected",
        "--device memory --socket @/a,gid=7|--socket: @/a: gid= was given, but device memory has"
            + " none; ism has",
        "--device disk --socket @/a|--device: 'disk' is not known; known are ism, memory",
        "--socket @/a,gdb=@/g --socket @/b,gdb=@/g|--socket: @/a: fh=, the function's handle in its"
            + " guest, was expected: @/g is that of 2 functions",
        "--socket @/none/a|--socket: @/none/a: there is no folder @/none; one was expected",
        "--socket @/a --blocks whole|--blocks: 'whole' is not known; known are gdbstub, plugin,"
            + " split",
        "--socket @/a,gdb=@/g --blocks plugin|--socket: @/a: gdb= is for --blocks gdbstub; the way"
            + " is plugin",
        "--socket @/a --pcistb 10|--pcistb: no socket has a gdbstub; gdb= was expected",
        "--socket @/a,gdb=@/g --pcistb 0|--pcistb: an even address other than 0 was expected, got"
            + " '0'",
        "--socket @/a,gdb=@/g --pcistb 11|--pcistb: an even address other than 0 was expected, got"
            + " '11'",
        "--socket @/a,gdb=@/g --pcistb here|--pcistb: an address of 1 to 16 hex digits was"
            + " expected, got 'here'",
        "--socket @/a --system-map @/m|--system-map: no socket has a gdbstub; gdb= was expected",
        "--socket @/a,gdb=@/g --undo-reversal|--undo-reversal: no function's blocks come in pieces;"
            + " --blocks split was expected",
        "--socket @/a --qemu qemu-7.2|--qemu: qemu-10.2 or qemu-11.1 was expected, got 'qemu-7.2'",
        "--socket @/a --record @|--record: @ cannot be written; a file to write was expected",
        "--socket @/a --trace @/none/t|--trace: @/none/t cannot be written; a file to write was"
            + " expected",
        "--socket @/a --record @/r --trace @/r|--trace: @/r is that of --record; another was"
            + " expected",
        "--socket @/a more|'more' is one argument too many"
      })
  void wrongUsageIsOneLineAndLeavesNothing(String args, String said) throws IOException {
    String place = folder.toString();
    Ran ran = Ran.zpci(("serve " + args.replace("@", place)).split(" "));
    assertEquals(refused(said.replace("@", place)), ran);
    assertEquals(List.of(), files());
  }

  @Test
  void aSystemMapThatIsNone() throws IOException {
    Path map = Files.writeString(folder.resolve("m"), "what\n");
    String socket = folder.resolve("a") + ",gdb=" + folder.resolve("g");
    assertEquals(
        refused(
            "--system-map: "
                + map
                + ": line 1 is not a symbol's address, type and name; the System.map of the guest's"
                + " kernel was expected"),
        Ran.zpci("serve", "--socket", socket, "--system-map", map.toString()));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void aPathThatIsTooLong() {
    String path = folder.resolve("x".repeat(108)).toString();
    assertEquals(
        refused(
            "--socket: %s has %d bytes; a path of at most 107 was expected"
                .formatted(path, path.length())),
        Ran.zpci("serve", "--socket", path));
  }
}
