package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.verifyNoMoreInteractions;
import static org.mockito.Mockito.when;

import io.zpci.arch.Outcome;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmFacts;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import io.zpci.testkit.EveryRoute;
import io.zpci.testkit.FunctionUnderTest;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.InOrder;
import org.mockito.Mock;
import org.mockito.exceptions.verification.VerificationInOrderFailure;
import org.mockito.junit.jupiter.MockitoExtension;

/** A mocked function behind real routes: the payload of a command arrives before its header. */
@ExtendWith(MockitoExtension.class)
class MockedFunctionTest {
  private static final int COMMANDS = 2;

  @Mock private PciFunction function;
  private final List<Bytes> blocks = new ArrayList<>();

  /** What the mock must answer before the machine is made: what it is, and who takes blocks. */
  @FunctionUnderTest
  PciFunction mocked() {
    when(function.facts()).thenReturn(IsmFacts.plain(0x100));
    when(function.storeBlock(anyInt(), anyLong(), any(), anyLong(), anyInt()))
        .thenAnswer(call -> {
          // The segment is used again for the next block: copy now, do not capture.
          MemorySegment data = call.getArgument(2);
          long at = call.getArgument(3);
          int length = call.getArgument(4);
          blocks.add(Bytes.of(data.asSlice(at, length).toArray(Layouts.BYTE)));
          return Outcome.OK;
        });
    return function;
  }

  /** The write path under test: ADD_VLAN_ID of VLAN 5. */
  private static int addVlan(PciDev dev, boolean headerFirst) {
    GuestStorage memory = dev.memory();
    long command = dev.allocate(4096);
    memory.putLong(command, 0x0000_0004_0000_0010L);
    memory.putLong(command + 8, 5);
    if (headerFirst) {
      return dev.storeBlock(COMMANDS, 0, 8, command) | dev.storeBlock(COMMANDS, 8, 8, command + 8);
    }
    return dev.storeBlock(COMMANDS, 8, 8, command + 8) | dev.storeBlock(COMMANDS, 0, 8, command);
  }

  @EveryRoute(only = {"lpar", "interpretation", "relaxed-pwrite", "ism-vfio-pci-process"})
  void payloadArrivesBeforeTheHeader(PciDev dev) {
    // What plugging and booting asked of the function is not the write path's.
    clearInvocations(function);
    assertEquals(0, addVlan(dev, false));
    InOrder order = inOrder(function);
    order.verify(function).storeBlock(eq(COMMANDS), eq(8L), any(), anyLong(), eq(8));
    order.verify(function).storeBlock(eq(COMMANDS), eq(0L), any(), anyLong(), eq(8));
    verifyNoMoreInteractions(function);
    assertEquals(List.of(Bytes.ofHex("0000000000000005"), Bytes.ofHex("0000000400000010")), blocks);
  }

  @EveryRoute(only = {"lpar", "interpretation", "relaxed-pwrite", "ism-vfio-pci-process"})
  void aHeaderThatComesFirstIsFound(PciDev dev) {
    assertEquals(0, addVlan(dev, true));
    InOrder order = inOrder(function);
    order.verify(function).storeBlock(eq(COMMANDS), eq(8L), any(), anyLong(), eq(8));
    assertThrows(
        VerificationInOrderFailure.class,
        () -> order.verify(function).storeBlock(eq(COMMANDS), eq(0L), any(), anyLong(), eq(8)));
  }
}
