package io.zpci.logs;

import io.zpci.arch.Pec;
import java.util.List;
import java.util.Optional;

/**
 * What the code of an event means. Source: spec zpci 13.3, 13.4.
 *
 * @param pec {@link Pec}
 * @param name as QEMU spells it, or what Linux makes of it
 * @param meaning a few words
 */
record EventCode(int pec, String name, String meaning) {
  private static final List<EventCode> ERRORS =
      List.of(
          new EventCode(Pec.INVALID_AS, "INVALAS", "RPCIT without a registered translation"),
          new EventCode(Pec.OUT_OF_RANGE, "OORANGE", "an I/O address outside pba to pal"),
          new EventCode(0x0003, "INVALTF", "invalid format of a table"),
          new EventCode(
              Pec.TRANSLATION_PROTECTION,
              "TPROTE",
              "DMA to a page that is not mapped, or in the wrong direction"),
          new EventCode(0x0005, "APROTE", "access protection"),
          new EventCode(0x0006, "KEYE", "storage key"),
          new EventCode(Pec.INVALID_TABLE_ENTRY, "INVALTE", "a table's entry is not valid"),
          new EventCode(Pec.INVALID_TABLE_LENGTH, "INVALTL", "a table's length or offset"),
          new EventCode(Pec.TABLE_TYPE, "TT", "a table of the wrong type"),
          new EventCode(0x000a, "INVALMS", "invalid message"),
          new EventCode(0x000b, "SERR", "system error of the bus"),
          new EventCode(0x0010, "NOMSI", "a message without registered interrupts"),
          new EventCode(0x0011, "INVALBV", "a message's number is not one of the vector"),
          new EventCode(0x0012, "AIBV", "the interrupt vector cannot be reached"),
          new EventCode(Pec.INDICATOR, "AIRERR", "the indicators cannot be reached"),
          new EventCode(Pec.MEASUREMENT_ADDRESS, "FMBA", "the measurement block cannot be written"),
          new EventCode(0x002b, "FMBUP", "an update of the measurement block"),
          new EventCode(
              Pec.MEASUREMENT_PROTECTION, "FMBPRO", "the measurement block's address is none"),
          new EventCode(0x0030, "CCONF", "the configuration changed"),
          new EventCode(
              Pec.SERVICE_ACTION, "SERVAC", "service action: the error that can be recovered from"),
          new EventCode(Pec.PERMANENT_ERROR, "PERMERR", "permanent error"),
          new EventCode(0x0040, "(no name)", "service action or recovery failed"));

  private static final List<EventCode> AVAILABILITY =
      List.of(
          new EventCode(0x0301, "configured", "reserved or standby to configured"),
          new EventCode(0x0302, "standby", "reserved to standby"),
          new EventCode(0x0303, "deconfigure", "somebody asks to deconfigure it"),
          new EventCode(0x0304, "gone", "configured to standby or reserved: it is gone"),
          new EventCode(0x0306, "several", "several functions changed"),
          new EventCode(0x0308, "reserved", "standby to reserved"));

  /** The code of an error event, or of one of availability. */
  static Optional<EventCode> of(boolean error, int pec) {
    return (error ? ERRORS : AVAILABILITY).stream().filter(each -> each.pec == pec).findFirst();
  }

  /** {@code pec 0x2 (OORANGE: an I/O address outside pba to pal)}. */
  static String describe(boolean error, int pec) {
    String number = "pec 0x" + Integer.toHexString(pec);
    return of(error, pec)
        .map(code -> number + " (" + code.name + ": " + code.meaning + ")")
        .orElse(number + " (not known)");
  }
}
