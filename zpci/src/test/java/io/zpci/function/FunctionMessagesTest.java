package io.zpci.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a vector, as the driver set it up. Source: PCI 3.0, 6.8; passthrough e.5. */
class FunctionMessagesTest {
  private static final int MSIX_CONTROL = 0x42;
  private static final int MSI_CONTROL = 0x52;
  private static final int MSI_DATA = 0x5c;
  private static final long TABLE = 0x2000;
  private static final long PENDING = 0x2800;

  private final List<Integer> sent = new ArrayList<>();
  private final MemoryFunction function =
      new MemoryFunction(
          new FunctionFacts(
              "memory",
              0x1b36,
              0x0005,
              0,
              0,
              List.of(0x10000L, 0L, 0x4000L, 0L, 0L, 0L),
              BlockClass.STRICT,
              128,
              true,
              8,
              new FunctionFacts.Msix(2, TABLE, PENDING, 4),
              256));

  private void config(int offset, int length, int value) {
    long image = Integer.toUnsignedLong(Integer.reverseBytes(value)) >>> (32 - 8 * length);
    assertEquals(Outcome.OK, function.store(AddressSpace.CONFIG, offset, length, image));
  }

  private void connected() {
    function.connect(
        new FlatDma(new GuestStorage(0, MemorySegment.ofArray(new long[16]))), sent::add);
    config(ConfigSpace.COMMAND, 2, ConfigSpace.COMMAND_BUS_MASTER);
  }

  @Test
  void nothingEnabledSendsNothing() {
    connected();
    function.signal(0);
    assertEquals(List.of(), sent);
  }

  @Test
  void msiReplacesTheLowBitsOfItsData() {
    connected();
    config(MSI_DATA, 2, 0x4567);
    config(MSI_CONTROL, 2, 0x0001 | 2 << 4);
    for (int vector = -1; vector < 5; vector++) {
      function.signal(vector);
    }
    assertEquals(List.of(0x4564, 0x4565, 0x4566, 0x4567), sent);
  }

  @Test
  void oneVectorOfMsiSendsItsDataAsItIs() {
    connected();
    config(MSI_DATA, 2, 0xffff);
    config(MSI_CONTROL, 2, 0x0001);
    function.signal(0);
    function.signal(1);
    assertEquals(List.of(0xffff), sent);
  }

  @Test
  void withoutBusMasteringAMessageIsLost() {
    connected();
    config(MSI_CONTROL, 2, 0x0001);
    config(ConfigSpace.COMMAND, 2, 0);
    function.signal(0);
    config(ConfigSpace.COMMAND, 2, ConfigSpace.COMMAND_BUS_MASTER);
    assertEquals(List.of(), sent);
    function.signal(0);
    assertEquals(List.of(0), sent);
  }

  @Test
  void msixGoesBeforeMsiAndKeepsWhatIsMasked() {
    connected();
    config(MSI_CONTROL, 2, 0x0001);
    config(MSIX_CONTROL, 2, 0xc000);
    function.store(2, TABLE + 16 + 8, 4, 0x0900_0000L);
    function.store(2, TABLE + 16 + 12, 4, 0);
    function.signal(1);
    assertEquals(List.of(), sent);
    assertEquals(2, load(2, PENDING, 1));
    config(MSIX_CONTROL, 2, 0x8000);
    assertEquals(List.of(9), sent);
    assertEquals(0, load(2, PENDING, 8));
  }

  @Test
  void theTableAnswersInItsBarAndPendingBitsDropStores() {
    connected();
    assertEquals(0x0100_0000L, load(2, TABLE + 12, 4));
    function.store(2, PENDING, 8, -1L);
    assertEquals(0, load(2, PENDING, 8));
    function.store(2, TABLE - 4, 8, 0x1122_3344_5566_7788L);
    assertEquals(0x1122_3344_5566_7788L, load(2, TABLE - 4, 8));
    byte[] block = new byte[16];
    block[8] = 5;
    config(MSIX_CONTROL, 2, 0x8000);
    function.signal(0);
    function.storeBlock(2, TABLE, MemorySegment.ofArray(block), 0, 16);
    assertEquals(List.of(5), sent);
  }

  @Test
  void aResetMasksAndSwitchesOff() {
    connected();
    config(MSIX_CONTROL, 2, 0x8000);
    function.store(2, TABLE + 12, 4, 0);
    function.reset();
    function.signal(0);
    assertEquals(List.of(), sent);
    MsixTable table = assertNotNullTable();
    assertEquals(true, table.masked(0));
    assertEquals(false, table.enabled());
  }

  private MsixTable assertNotNullTable() {
    MsixTable table = function.table();
    assertNotNull(table);
    return table;
  }

  private long load(int space, long offset, int length) {
    Register register = new Register();
    assertEquals(Outcome.OK, function.load(space, offset, length, register));
    return register.get();
  }
}
