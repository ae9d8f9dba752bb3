/** What the view `ui/gallery` shows: every component in its states, with sample data. */
export function galleryModel(): object {
  return {};
}
