package io.zpci.dma;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.contract.DmaContract;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An I/O address space is DMA, by live tables and by a shadow. */
@ParameterizedClass
@MethodSource("rules")
class DmaSpaceContractTest extends DmaContract {
  private static final int PAGES = 3;

  private final DmaRules rules;

  DmaSpaceContractTest(DmaRules rules) {
    this.rules = rules;
  }

  static Stream<Named<DmaRules>> rules() {
    return Stream.of(
        Named.of("machine", DmaRules.MACHINE),
        Named.of("qemu", DmaRules.QEMU),
        Named.of("qemu one pass", DmaRules.QEMU_ONE_PASS));
  }

  @Override
  protected Mapped create() {
    Tables tables = new Tables();
    DmaSpace space = new DmaSpace(rules, Mappings.NONE, (pec, at) -> {});
    space.register(tables.storage, Tables.IO, Tables.IO + 0xf_ffff, Tables.iota());
    for (int page = 0; page < PAGES; page++) {
      tables.page(page, Tables.frame(PAGES - page));
    }
    assertEquals(0, space.refresh(Tables.IO, 0x10000));
    return new Mapped(space, Tables.IO, PAGES * 0x1000L);
  }
}
