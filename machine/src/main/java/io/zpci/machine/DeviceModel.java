package io.zpci.machine;

/** The devices that the model brings. */
public enum DeviceModel {
  /** An ISM function: relaxed blocks, no MIO, MSI only. */
  ISM("ism"),
  /** A plain memory device: strict blocks, MIO, MSI-X. */
  MEMORY("memory");

  private final String word;

  DeviceModel(String word) {
    this.word = word;
  }

  /** The name as input spells it. */
  public String word() {
    return word;
  }
}
