package io.zpci.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Pec;
import io.zpci.arch.Status;
import io.zpci.trace.Operation;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be set is refused when it is said, in one line: where, what, what was expected. */
class WrongUseTest {
  private static Arguments wrong(String message, Consumer<Faults> use) {
    return arguments(message, use);
  }

  static Stream<Arguments> uses() {
    return Stream.of(
        wrong(
            "fault at function: pcistb does not cross here; load, store, block do",
            faults -> faults.atFunction().on(Operation.PCISTB)),
        wrong(
            "fault at host: pwrite does not cross here;"
                + " pcilg, pcistg, pcistb, pcilgi, pcistgi, pcistbi do",
            faults -> faults.atHost().on(Operation.PWRITE)),
        wrong(
            "fault at region: load does not cross here; pread, pwrite do",
            faults -> faults.atRegion().on(Operation.LOAD)),
        wrong("fault at guest: space 256", faults -> faults.atGuest().space(256)),
        wrong(
            "fault at guest: offsets 0x20 to 0x10: the lower first",
            faults -> faults.atGuest().offsets(0x20, 0x10)),
        wrong(
            "fault at guest: lengths 8 to 4: the lower first",
            faults -> faults.atGuest().lengths(8, 4)),
        wrong(
            "fault at guest: nth 0: matches are counted from 1", faults -> faults.atGuest().nth(0)),
        wrong("fault at dma: times 0: at least 1", faults -> faults.atDma().times(0)),
        wrong("fault at msi: chance 0.0: above 0, at most 1", faults -> faults.atMsi().chance(0)),
        wrong(
            "fault at msi: chance NaN: above 0, at most 1",
            faults -> faults.atMsi().chance(Double.NaN)),
        wrong("fault at host: busy 0 times: at least 1", faults -> faults.atHost().busy(0)),
        wrong(
            "fault at host: always busy: a kernel would repeat it for ever; busy(n) ends",
            faults -> faults.atHost().always().answer(Outcome.BUSY)),
        wrong("fault at host: 0x2003 is no outcome", faults -> faults.atHost().answer(0x2003)),
        wrong(
            "fault at host: 0x70000 is no outcome: program interruption code 0x7",
            faults -> faults.atHost().answer(0x7_0000)),
        wrong(
            "fault at function: lost are stores, not load",
            faults -> faults.atFunction().on(Operation.LOAD).lost()),
        wrong(
            "fault at function: a value is given to loads, not store, block",
            faults -> faults.atFunction().on(Operation.BLOCK, Operation.STORE).allOnes()),
        wrong(
            "fault at host: torn are blocks, not pcistg",
            faults -> faults.atHost().on(Operation.PCISTG).torn()),
        wrong(
            "fault at host: torn are blocks of 17 bytes or more, not of 16",
            faults -> faults.atHost().length(16).torn(16)),
        wrong(
            "fault at host: torn at 0: the first piece has at least 1 byte",
            faults -> faults.atHost().torn(0)),
        wrong(
            "fault at region: torn are pwrites, not pread",
            faults -> faults.atRegion().on(Operation.PREAD).torn(4)),
        wrong(
            "fault at guest: the machine puts a function into error, at host or at function",
            faults -> faults.atGuest().errorState()),
        wrong(
            "fault at host: PEC 0x002a is of the measurement block and changes no state",
            faults -> faults.atHost().errorState(Pec.MEASUREMENT_ADDRESS)),
        wrong(
            "fault at function: no rpcit crosses here",
            faults -> faults.atFunction().control(PciInstruction.Rpcit.class)),
        wrong("fault at dma: PEC 0x0: 1 to 0xffff", faults -> faults.atDma().pec(0)),
        wrong(
            "fault at dma: range 0xfffffffffffff000 of 8192 bytes",
            faults -> faults.atDma().range(-4096, 8192)),
        wrong("fault at msi: vector -1", faults -> faults.atMsi().vector(-1)),
        wrong(
            "fault at msi: delayed by 0 accesses: at least 1", faults -> faults.atMsi().delayed(0)),
        wrong("fault at region: done -1 bytes: at least 0", faults -> faults.atRegion().done(-1)),
        wrong(
            "fault at region: errno -5: 1 to 4095, positive",
            faults -> faults.atRegion().errno(-5)),
        wrong(
            "fault at dev: dma map does not cross here;"
                + " enable, load, store block, allocate, map, unmap, request irq do",
            faults -> faults.atDev().on(Call.DMA_MAP)),
        wrong(
            "fault at vfio: of which call? set irqs, reset, dma map, dma unmap",
            faults -> faults.atVfio().errno(5)),
        wrong(
            "event at dma: seen are accesses at guest, host and function",
            _ -> Event.of(Port.DMA, "any", _ -> true)),
        wrong(
            "event command 0x0a, number 0: they are counted from 1",
            _ -> Event.command(0x0a).nth(0)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uses")
  void isRefused(String message, Consumer<Faults> use) {
    Faults faults = new Faults(1);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> use.accept(faults));
    assertEquals(message, refused.getMessage());
    assertEquals(0, faults.all().size());
  }

  @Test
  void anAccessCarriesWhatItHas() {
    PortAccess access = new PortAccess(Port.HOST);
    access.set(Operation.PCISTG, 0, 0x40, 4, null, 0, 0x1122_3344_5566_7788L);
    assertEquals(0x5566, access.image(0, 2));
    assertEquals(0x88, access.image(3, 1));
    IndexOutOfBoundsException wrong =
        assertThrows(IndexOutOfBoundsException.class, () -> access.image(2, 4));
    assertEquals("pcistg 0 0x40 4 carries no image of 4 bytes at 2", wrong.getMessage());
    access.set(Operation.PCILG, 0, 0x40, 4, null, 0, 0);
    assertThrows(IndexOutOfBoundsException.class, () -> access.image(0, 4));
    MemorySegment six = MemorySegment.ofArray(new byte[] {1, 2, 3, 4, 5, 6});
    access.set(Operation.PCISTB, 0, 0x40, 8, six, 2, 0);
    assertEquals(0x0304_0506, access.image(0, 4));
    assertThrows(IndexOutOfBoundsException.class, () -> access.image(1, 4));
    assertEquals(Port.HOST, access.port());
    assertEquals("pcistb 0 0x40 8", access.toString());
  }

  @Test
  void statusesAreKept() {
    Faults faults = new Faults(1);
    assertEquals(
        new Effect.Answer(Outcome.error(Status.FUNC_IN_ERR)),
        faults.atGuest().status(Status.FUNC_IN_ERR).effect());
  }
}
