package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.posix.SharedFile;
import io.zpci.vfio.Capability;
import io.zpci.vfio.RegionInfo;
import io.zpci.vfio.VfioException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code DEVICE_GET_REGION_INFO}, its capability chain, and the device file made of regions. */
class ClientRegionInfoTest extends ClientTest {
  private static String ask(int id, int room, int index) {
    return "%02x00 0500 30000000 00000000 00000000 %02x000000 00000000 %02x000000 00000000"
            .formatted(id, room, index)
        + "0000000000000000 0000000000000000";
  }

  private static String answer(int id, int size, int index) {
    return "%02x00 0500 30000000 01000000 00000000 20000000 03000000 %02x000000 00000000"
            .formatted(id, index)
        + "00%02x000000000000 000000000000%02x00".formatted(size, index);
  }

  @Test
  void aRegionIsWhatTheServerSays() throws IOException, VfioException {
    VfioUserDevice device =
        connect(script -> script.expect(ask(2, 32, 2)).send(answer(2, 0x10, 2)));
    assertEquals(new RegionInfo(2, 3, 0x1000, 2L << 56, List.of()), device.regionInfo(2));
    finish();
  }

  @Test
  void aChainThatDidNotFitIsAskedForAgain() throws IOException, VfioException {
    String fixed = "0b000000 09000000 20000000 4000000000000000 0000000000000900";
    VfioUserDevice device =
        connect(script ->
            script
                .expect(ask(2, 32, 9))
                .send(
                    "0200 0500 30000000 01000000 00000000 40000000 0b000000 09000000 00000000"
                        + "4000000000000000 0000000000000900")
                .expect(ask(3, 64, 9))
                .send(
                    "0300 0500 50000000 01000000 00000000 40000000 "
                        + fixed
                        // an unknown one, then the type of the region
                        + "7700 0100 30000000 0102030405060708"
                        + "0200 0100 00000000 14108080 07000000"));
    assertEquals(
        new RegionInfo(9, 11, 64, 9L << 56, List.of(new Capability.RegionType(0x80801014, 7))),
        device.regionInfo(9));
    finish();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000", // none
        "1f000000", // inside of what stands before
        "20000000", // whose entry leads back to itself
        "29000000", // which does not fit
        "ffffffff",
        "00000080",
      })
  void aChainThatLeadsAstrayEnds(String first) throws IOException, VfioException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(ask(2, 32, 9))
                .send(
                    "0200 0500 40000000 01000000 00000000 20000000 0b000000 09000000"
                        + first
                        + "4000000000000000 0000000000000900"
                        + "0100 0100 20000000 0000000000000000"));
    assertEquals(new RegionInfo(9, 11, 64, 9L << 56, List.of()), device.regionInfo(9));
    finish();
  }

  @Test
  void anEntryThatIsCutIsLeftOut() throws IOException, VfioException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(ask(2, 32, 9))
                .send(
                    "0200 0500 3c000000 01000000 00000000 20000000 0b000000 09000000 20000000"
                        + "4000000000000000 0000000000000900"
                        + "0200 0100 00000000 14108080"));
    assertEquals(List.of(), device.regionInfo(9).capabilities());
    finish();
  }

  @Test
  void filesThatComeAlongAreClosed() throws IOException, VfioException {
    try (SharedFile file = SharedFile.create("bar", 4096)) {
      VfioUserDevice device =
          connect(script ->
              script
                  .expect(ask(2, 32, 0))
                  .send(answer(2, 0x10, 0), file.descriptor(), file.descriptor())
                  .expectEnd());
      long before = Leaks.descriptors();
      assertEquals(0x1000, device.regionInfo(0).size());
      assertEquals(before, Leaks.descriptors());
      device.close();
      finish();
    }
  }

  @Test
  void aRegionThatTheServerRefuses() throws IOException {
    VfioUserDevice device =
        connect(
            script -> script.expect(ask(2, 32, 77)).send("0200 0500 10000000 21000000 16000000"));
    assertEquals(22, assertThrows(VfioException.class, () -> device.regionInfo(77)).errno());
    finish();
  }

  @Test
  void theFileIsTheRegionsByTheirNumbers() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect("0200 0900 20000000 00000000 00000000 fc0f000000000000 02000000 04000000")
                .send(
                    "0200 0900 24000000 01000000 00000000 fc0f000000000000 02000000 04000000"
                        + "11223344")
                .expect(
                    "0300 0a00 21000000 00000000 00000000 f0ffffffffffff00 00000000 01000000 77")
                .send("0300 0a00 10000000 21000000 16000000")
                .expectEnd());
    MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
    assertEquals(4, device.file().pread((2L << 56) + 0xffc, buffer, 2, 4));
    assertBytes("0000 11223344 0000", buffer, 0);
    assertEquals(-22, device.file().pwrite((1L << 56) - 16, bytes("77"), 0, 1));
    assertEquals(-22, device.file().pread(9L << 56, buffer, 0, 4), "behind the last");
    assertEquals(-22, device.file().pread(-1, buffer, 0, 4));
    device.close();
    finish();
  }
}
