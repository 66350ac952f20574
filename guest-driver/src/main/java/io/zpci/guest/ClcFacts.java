package io.zpci.guest;

/**
 * What one side of an SMC-D connection tells the other in its CLC accept or confirm. The messages
 * themselves travel outside the device and are not modelled. Source: spec ism 10.4.
 *
 * @param gid the teller's GID
 * @param token where the other side is to write: the teller's DMB
 * @param element the element of that DMB; 0 in Linux
 * @param sizeExponent n where an element has 16 KiB &lt;&lt; n bytes, 0 to 6
 * @param linkId the link group, as the teller numbers it
 * @param chid the fabric id of the teller's function; 0 in version 1
 * @param eid the enterprise id on which both agreed, empty in version 1
 */
public record ClcFacts(
    long gid, long token, int element, int sizeExponent, int linkId, int chid, String eid) {

  /** The largest exponent: 1 MiB. Source: spec ism 6. */
  public static final int MAX_EXPONENT = 6;

  /** Checks the ranges of the fields that are narrower than their type. */
  public ClcFacts {
    if (sizeExponent < 0 || sizeExponent > MAX_EXPONENT) {
      throw new IllegalArgumentException("size exponent " + sizeExponent + ": 0 to 6 expected");
    }
    if (element < 0 || element > 0xff) {
      throw new IllegalArgumentException("DMB element " + element + ": 0 to 255 expected");
    }
  }

  /** Bytes of a DMB element with {@code sizeExponent}. */
  public static int length(int sizeExponent) {
    return 0x4000 << sizeExponent;
  }

  /**
   * The system EID of a machine: a constant, then four hex digits of the CPU's identification and
   * four of its machine type. Source: spec ism 9.
   *
   * @param identification the CPU's, of which the lower 16 bits count
   * @param machine the machine's type, 16 bits
   */
  public static String systemEid(int identification, int machine) {
    return "IBM-SYSZ-ISMSEID00000000%04X%04X".formatted(identification & 0xffff, machine & 0xffff);
  }

  /** Bytes of the teller's DMB element. */
  public int length() {
    return length(sizeExponent);
  }

  /** Bytes of the ring in it: what follows the CDC message. */
  public int ringLength() {
    return length() - SmcCdcMessage.LENGTH;
  }
}
