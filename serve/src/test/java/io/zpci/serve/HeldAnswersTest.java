package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServedDevice;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** Which answers may be held, and that the function has done what was asked by then. */
class HeldAnswersTest {
  private static final long DONE = 4;

  private final ServedDevice below = mock(ServedDevice.class);
  private final RegionAccess config = mock(RegionAccess.class);
  private final RegionAccess bar = mock(RegionAccess.class);
  private final FunctionWatch.Use use = mock(FunctionWatch.Use.class);
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[8]);
  private HeldAnswers held = new HeldAnswers(below, watch());

  private FunctionWatch watch() {
    EventStream stream = new EventStream((nanos, event) -> {});
    FunctionWatch watch = new FunctionWatch("a", stream, new RuleWatch(), FunctionEvents.NONE);
    watch.use(use);
    return watch;
  }

  @BeforeEach
  void connect() {
    when(below.region(DeviceFile.CONFIG_REGION)).thenReturn(config);
    when(below.region(2)).thenReturn(bar);
    when(config.pread(anyLong(), any(), anyLong(), anyLong())).thenReturn(DONE);
    when(config.pwrite(anyLong(), any(), anyLong(), anyLong())).thenReturn(DONE);
    when(bar.pread(anyLong(), any(), anyLong(), anyLong())).thenReturn(DONE);
    when(bar.pwrite(anyLong(), any(), anyLong(), anyLong())).thenReturn(DONE);
    held = new HeldAnswers(below, watch());
  }

  @Test
  void configurationSpaceIsReadBeforeItsAnswerIsHeld() {
    assertEquals(DONE, held.region(DeviceFile.CONFIG_REGION).pread(4, buffer, 1, 4));
    InOrder order = inOrder(config, use);
    order.verify(config).pread(4, buffer, 1, 4);
    order.verify(use).answering();
  }

  @Test
  void configurationSpaceIsWrittenBeforeItsAnswerIsHeld() {
    assertEquals(DONE, held.region(DeviceFile.CONFIG_REGION).pwrite(4, buffer, 1, 2));
    InOrder order = inOrder(config, use);
    order.verify(config).pwrite(4, buffer, 1, 2);
    order.verify(use).answering();
  }

  @Test
  void interruptsAreSetUpBeforeTheAnswerIsHeld() {
    IrqSet set = mock(IrqSet.class);
    when(below.setIrqs(set)).thenReturn(-22);
    assertEquals(-22, held.setIrqs(set));
    InOrder order = inOrder(below, use);
    order.verify(below).setIrqs(set);
    order.verify(use).answering();
  }

  @Test
  void anAnswerAboutMemoryIsNeverHeld() {
    when(below.dmaMap(anyLong(), anyLong(), anyInt(), anyLong(), any())).thenReturn(-17);
    when(below.dmaUnmap(anyLong(), anyLong())).thenReturn(-2);
    assertEquals(-17, held.dmaMap(0x1000, 0x1000, 3, 0, null));
    assertEquals(-2, held.dmaUnmap(0x1000, 0x1000));
    held.dmaUnmapAll();
    verify(below).dmaUnmapAll();
    verifyNoInteractions(use);
  }

  @Test
  void norIsOneAboutABarOrAReset() {
    assertEquals(DONE, held.region(2).pread(0, buffer, 0, 4));
    assertEquals(DONE, held.region(2).pwrite(0, buffer, 0, 4));
    when(below.reset()).thenReturn(0);
    assertEquals(0, held.reset());
    verifyNoInteractions(use);
  }
}
