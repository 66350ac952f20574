package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.linux.Errno;
import io.zpci.posix.SharedFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code DMA_MAP}: raw bytes in, raw bytes out, real files. */
class DmaMapTest extends ProtocolTest {
  private static final String FRONT = "0100 0200 30000000 00000000 00000000 20000000 ";
  private static final String OK = "0100 0200 10000000 01000000 00000000";

  /** Offset 0x1000, address 2 to the 32nd, one page. */
  private static final String PAGE = "0010000000000000 0000000001000000 0010000000000000";

  private SharedFile file;
  private long before;

  @BeforeEach
  void version() throws Exception {
    negotiate();
    file = SharedFile.create("map-test", 0x4000);
    before = Leaks.descriptors();
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void aRangeLeadsIntoTheFileThatCameAlong() throws Exception {
    exchange(FRONT + "03000000 " + PAGE, OK, file.descriptor());
    assertEquals("map 100000000+1000 3 1000 file", device.call());
    MemorySegment one = MemorySegment.ofArray(new byte[] {0x5a});
    assertEquals(0, device.guest().write(0x1_0000_0004L, one, 0, 1));
    try (Arena arena = Arena.ofConfined()) {
      assertEquals(0x5a, file.map(arena, 0, 0x4000, false).get(ValueLayout.JAVA_BYTE, 0x1004));
    }
    // The mapping lives on without the descriptor.
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void withoutAFileTheOffsetSaysNothing() throws Exception {
    exchange(FRONT + "01000000 " + PAGE, OK);
    assertEquals("map 100000000+1000 1 0 -", device.call());
  }

  @Test
  void filesMayBeReachedEitherWay() throws Exception {
    exchange(FRONT + "07000000 " + PAGE, OK, file.descriptor());
    assertEquals("map 100000000+1000 3 1000 file", device.call());
    refused(FRONT + "07000000 " + PAGE, Errno.EINVAL, "flags of a file, and no descriptor");
    refused(FRONT + "0b000000 " + PAGE, Errno.EINVAL, "flags of a file, and no descriptor");
    assertNull(device.calls.poll());
  }

  @Test
  void descriptorsTooManyAreClosed() throws Exception {
    refused(
        FRONT + "03000000 " + PAGE,
        Errno.EINVAL,
        "more than one descriptor",
        file.descriptor(),
        file.descriptor());
    assertNull(device.calls.poll());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void flagsThatAreNotKnownAreRefused() throws Exception {
    refused(
        FRONT + "13000000 " + PAGE, Errno.EINVAL, "flags that are not known", file.descriptor());
    assertNull(device.calls.poll());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void theStructureHasToBeThere() throws Exception {
    String shorter = "the message or its argsz is too short";
    refused(
        "0100 0200 28000000 00000000 00000000 20000000 03000000 0000000000000000 0000000001000000",
        Errno.EINVAL,
        shorter);
    refused(
        "0100 0200 30000000 00000000 00000000 1f000000 03000000 " + PAGE, Errno.EINVAL, shorter);
    refused("0100 0200 10000000 00000000 00000000", Errno.EINVAL, shorter);
    // What is longer than this version of the protocol has it is taken.
    exchange(
        "0100 0200 38000000 00000000 00000000 28000000 03000000 " + PAGE + "ffffffffffffffff", OK);
    assertEquals("map 100000000+1000 3 0 -", device.call());
  }

  @Test
  void whatTheDeviceRefusesIsTheErrnoAndTheFileIsClosed() throws Exception {
    device.answer = -Errno.ENOSPC;
    refused(
        FRONT + "03000000 " + PAGE, Errno.ENOSPC, "the range cannot be mapped", file.descriptor());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void rangesThatOverlapAndRangesBeyondTheFileAreRefused() throws Exception {
    exchange(FRONT + "03000000 " + PAGE, OK, file.descriptor());
    refused(
        FRONT + "03000000 0000000000000000 0000000001000000 0020000000000000",
        Errno.EEXIST,
        "the range cannot be mapped",
        file.descriptor());
    refused(
        FRONT + "03000000 0040000000000000 0000000002000000 0010000000000000",
        Errno.EINVAL,
        "the range cannot be mapped",
        file.descriptor());
    refused(
        FRONT + "03000000 0000000000000000 00f0ffffffffffff 0020000000000000",
        Errno.EINVAL,
        "the range cannot be mapped",
        file.descriptor());
    refused(
        FRONT + "00000000 0000000000000000 0000000002000000 0010000000000000",
        Errno.EINVAL,
        "the range cannot be mapped",
        file.descriptor());
    assertEquals(1, device.guest().ranges());
    assertEquals(before, Leaks.descriptors());
  }

  @Test
  void everythingGoesWithTheClient() throws Exception {
    exchange(FRONT + "03000000 " + PAGE, OK, file.descriptor());
    assertEquals(1, Leaks.mappings("map-test"));
    client.close();
    assertEquals("disconnected: it closed the connection", events.next());
    assertEquals(0, Leaks.mappings("map-test"));
    assertEquals("map 100000000+1000 3 1000 file", device.call());
    assertEquals("detach", device.call());
    another();
    assertEquals(0, device.guest().ranges());
  }
}
