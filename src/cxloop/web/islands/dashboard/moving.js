// Tiles are dragged by hand to the place of another; the buttons of each do the same.
let dragged = null;

/** A tile that can be dragged, and that another can be put before or after. doing: see the page. */
export function movable(node, tile, doing) {
  node.addEventListener("pointerdown", ({ pointerType, target }) => (node.draggable = pointerType === "mouse" && target.closest("header") !== null && target.closest("button") === null));
  node.addEventListener("dragstart", (event) => {
    dragged = { tile, node };
    event.dataTransfer.setData("text/plain", `tile:${tile.id}`);
    event.dataTransfer.effectAllowed = "move";
    node.classList.add("dragging");
  });
  node.addEventListener("dragend", () => {
    dragged = null;
    node.classList.remove("dragging");
    for (const one of document.querySelectorAll(".tile.target")) one.classList.remove("target");
  });
  node.addEventListener("dragover", (event) => {
    if (dragged === null || dragged.node === node) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    node.classList.add("target");
  });
  node.addEventListener("dragleave", ({ relatedTarget }) => node.contains(relatedTarget) || node.classList.remove("target"));
  node.addEventListener("drop", (event) => {
    if (dragged === null || dragged.node === node) return;
    event.preventDefault();
    node.classList.remove("target");
    const moving = dragged.tile;
    dragged.node.classList.remove("dragging"); // what is in somebody's hands is not drawn anew
    doing.to(moving, doing.place(tile));
  });
  return node;
}
