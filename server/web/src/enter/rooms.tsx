export default function Rooms() {
  return <main />;
}
